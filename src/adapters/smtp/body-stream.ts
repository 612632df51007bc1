import { Readable } from 'node:stream';

/** A message as a stream that tells when its first byte is asked for and when its last was taken. */
export interface Body {
  readonly stream: Readable;
  readonly begun: () => boolean;
  /** From here on the final dot may have been written. */
  readonly taken: () => boolean;
}

/**
 * Nodemailer writes the final dot only after the stream's `end`; the listener here is the first, so `taken()` is true
 * before the dot leaves and false means it certainly did not.
 */
export function createBody(bytes: Uint8Array, hooks: { before: () => void; onTaken: () => void }): Body {
  let begun = false;
  let taken = false;
  const stream = new Readable({
    highWaterMark: Math.max(1, bytes.length),
    read() {
      try {
        if (!begun) hooks.before();
        begun = true;
        this.push(bytes);
        this.push(null);
      } catch (error) {
        this.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
  stream.once('end', () => {
    taken = true;
    hooks.onTaken();
  });
  return { stream, begun: () => begun, taken: () => taken };
}
