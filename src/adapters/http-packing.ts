import type { Transform } from 'node:stream';
import zlib, { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';

/** RFC 9659: what is packed for the web fits a window of 8 MB. Zstandard would otherwise take 128 MB at the sender's word. */
const ZSTD_WINDOW_LOG = 23;
/** Node's number of ZSTD_d_windowLogMax. */
const ZSTD_WINDOW_PARAMETER = 100;

/** Node knows Zstandard since 22.15. */
const createZstd: ((options: object) => Transform) | undefined = Reflect.get(zlib, 'createZstdDecompress');

export const ACCEPT_ENCODING = ['gzip', 'deflate', 'br', ...(createZstd === undefined ? [] : ['zstd'])].join(', ');

/**
 * What unpacks a body, undefined for one that is not packed. Throws for a packing nobody asked for.
 * @param encoding Content-Encoding
 * @param start the first bytes: gzip without a word in the headers, and deflate without the frame that RFC 9110 wants
 */
export function unpacker(encoding: string | undefined, start: Uint8Array): Transform | undefined {
  switch ((encoding ?? '').trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return hasZlibFrame(start) ? createInflate() : createInflateRaw();
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstd?.({ params: { [ZSTD_WINDOW_PARAMETER]: ZSTD_WINDOW_LOG } }) ?? unknown('zstd');
    case 'identity':
    case '':
      return start[0] === 0x1f && start[1] === 0x8b ? createGunzip() : undefined;
    default:
      return unknown(encoding);
  }
}

/** RFC 1950 2.2: method 8, and a header that is a multiple of 31. */
const hasZlibFrame = ([first = 0, second = 0]: Uint8Array): boolean =>
  (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;

function unknown(encoding: string | undefined): never {
  throw new Error(`The answer is packed as ${encoding ?? ''}, which is not known.`);
}
