/** Room for one message. */
export interface Tray {
  /** As long as was asked for; what stands in it is left over. */
  readonly bytes: Buffer;
  /** Once, when nobody reads it any more: another message is put there. */
  readonly giveBack: () => void;
}

/** Trays are a little larger than asked for, as the next message may be. */
const GRAIN = 4096;

/**
 * Memory that messages are put together in, again and again. A buffer of its own for each message is memory outside V8's
 * heap: at 60 MB a second V8 collected the whole heap every second or so, and the process grew and shrank by 60 MB.
 */
export function createTrays(): (size: number) => Tray {
  const free: Buffer[] = [];
  return (size) => {
    const known = free.pop();
    const room = known !== undefined && known.length >= size ? known : Buffer.allocUnsafeSlow(roundUp(size));
    return { bytes: room.subarray(0, size), giveBack: () => void free.push(room) };
  };
}

const roundUp = (size: number): number => Math.ceil((size + 1) / GRAIN) * GRAIN;
