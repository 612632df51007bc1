import type { Readable } from 'node:stream';

/**
 * The first `keepBytes` of a stream, which is read to its end; undefined when there are more than `maxBytes`. Nothing beyond
 * is held in memory.
 */
export async function readStream(
  stream: Readable,
  maxBytes: number,
  keepBytes = maxBytes,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  let kept = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    const wanted = chunk.subarray(0, Math.max(0, keepBytes - kept));
    kept += wanted.length;
    if (wanted.length > 0) chunks.push(wanted);
    if (length > maxBytes) chunks.length = 0;
  }
  return length > maxBytes ? undefined : Buffer.concat(chunks);
}
