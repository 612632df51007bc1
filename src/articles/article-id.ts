import { createHash } from 'node:crypto';
import { toBase32 } from '../kernel/base32.js';

/**
 * The id of an article first seen at this instant: built like every id (48 bits of time, 32 more), the last part taken
 * from its address, so that the store needs no source of ids.
 */
export function articleId(canonicalUrl: string, firstSeenAt: number): string {
  const bytes = Buffer.alloc(10);
  bytes.writeUIntBE(firstSeenAt, 0, 6);
  createHash('sha256').update(canonicalUrl).digest().copy(bytes, 6, 0, 4);
  return toBase32(bytes);
}
