import { createHmac, hash } from 'node:crypto';

/** SHA-256's block and result, bytes. */
const BLOCK = 64;
const RESULT = 32;
/** Texts up to here fit the buffer whatever they hold; UTF-8 has at most three bytes per character of JavaScript. */
const SHORT = 512;

/**
 * HMAC-SHA-256 (RFC 2104) with one secret. Made of two one-shot hashes, because a message takes four of these and
 * createHmac, which is a stream, takes twice their time and leaves more to collect.
 * @returns a function to the 32 bytes; its result is the caller's own.
 */
export function createHmacSha256(secret: string): (text: string) => Buffer {
  const inner = Buffer.alloc(BLOCK + SHORT * 3);
  const outer = Buffer.alloc(BLOCK + RESULT);
  const key = Buffer.from(secret);
  const block = Buffer.alloc(BLOCK);
  (key.length > BLOCK ? hash('sha256', key, 'buffer') : key).copy(block);
  for (const [i, byte] of block.entries()) {
    inner[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  return (text) => {
    if (text.length > SHORT) return createHmac('sha256', secret).update(text).digest();
    const end = BLOCK + inner.write(text, BLOCK);
    hash('sha256', inner.subarray(0, end), 'buffer').copy(outer, BLOCK);
    return hash('sha256', outer, 'buffer');
  };
}
