import { Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** The body is longer than the caller allows, counted after decompression. */
export class TooLargeError extends Error {
  constructor(limit: number) {
    super(`The answer is larger than ${limit / 1_000_000} MB.`);
    this.name = 'TooLargeError';
  }
}

/** Reads a body to its end, decompressing; stops as soon as it is too long. Throws TooLargeError or what the stream throws. */
export async function readBody(body: Readable, encoding: string | undefined, limit: number): Promise<Uint8Array> {
  const decoder = decoderFor(encoding);
  const stream: Readable = decoder === undefined ? body : chain(body, decoder);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > limit) throw new TooLargeError(limit);
      chunks.push(chunk);
    }
  } finally {
    stream.destroy();
    body.destroy();
  }
  return Buffer.concat(chunks);
}

/** Errors and ends pass from one to the other; `pipe` alone would lose the first. */
function chain(body: Readable, decoder: Transform): Readable {
  body.on('error', (error) => decoder.destroy(error));
  return body.pipe(decoder);
}

function decoderFor(encoding = 'identity'): Transform | undefined {
  switch (encoding.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    case 'identity':
    case '':
      return undefined;
    default:
      throw new Error(`The answer is packed as ${encoding}, which is not known.`);
  }
}
