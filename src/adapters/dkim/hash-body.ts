import { createHash } from 'node:crypto';
import { relaxBody } from './relax.js';

/**
 * The body hash of the messages of a form, in base64. All before the first gap is hashed once; the state is copied for
 * each message, and the rest is put together in one buffer, because an update costs more than the copying.
 */
export function createBodyHasher(texts: readonly string[]): (slots: readonly string[]) => string {
  const [first = '', ...rest] = relaxBody(texts);
  const start = createHash('sha256').update(first, 'latin1');
  const pieces = rest.map((text) => Buffer.from(text, 'latin1'));
  const fixed = pieces.reduce((sum, piece) => sum + piece.length, 0);
  let buffer = Buffer.alloc(0);
  return (slots) => {
    const size = slots.reduce((sum, slot) => sum + slot.length, fixed);
    if (buffer.length < size) buffer = Buffer.allocUnsafeSlow(size * 2);
    let at = 0;
    pieces.forEach((piece, i) => {
      at += buffer.write(slots[i] ?? '', at, 'latin1');
      at += piece.copy(buffer, at);
    });
    return start.copy().update(buffer.subarray(0, at)).digest('base64');
  };
}
