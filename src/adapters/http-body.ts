import { Readable, type Transform } from 'node:stream';
import { unpacker } from './http-packing.js';

/** The body is longer than the caller allows, packed or unpacked. */
export class TooLargeError extends Error {
  constructor(limit: number) {
    super(`The answer is larger than ${limit / 1_000_000} MB.`);
    this.name = 'TooLargeError';
  }
}

/**
 * Reads a body to its end, unpacking; stops as soon as it is too long. Throws TooLargeError or what the streams throw.
 * @param limit bytes; holds for what comes over the wire too, because packed nothings may go on for ever
 */
export async function readBody(body: Readable, encoding: string | undefined, limit: number): Promise<Uint8Array> {
  try {
    const packed = await peek(body);
    /** HEAD names the packing of a body that does not come; some servers send nothing as nothing, unpacked. */
    if (packed.start.length === 0) return new Uint8Array();
    const decoder = unpacker(encoding, packed.start);
    const wire = Readable.from(within(limit, packed.all), { objectMode: false });
    return await collect(decoder === undefined ? wire : chain(wire, decoder), limit);
  } finally {
    body.on('error', () => {}).destroy();
  }
}

/** Errors pass from one to the other; `pipe` alone would lose them. */
function chain(wire: Readable, decoder: Transform): Transform {
  wire.on('error', (error) => decoder.destroy(error));
  decoder.on('close', () => wire.destroy());
  return wire.pipe(decoder);
}

/** The first bytes, and the same body with them. */
async function peek(body: Readable): Promise<{ start: Uint8Array; all: AsyncIterable<Buffer> }> {
  const chunks = (body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const first = await chunks.next();
  const start = first.done === true ? Buffer.alloc(0) : first.value;
  async function* all(): AsyncIterable<Buffer> {
    if (start.length > 0) yield start;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
  }
  return { start, all: all() };
}

async function* within(limit: number, chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > limit) throw new TooLargeError(limit);
    yield chunk;
  }
}

async function collect(chunks: AsyncIterable<Buffer>, limit: number): Promise<Uint8Array> {
  const kept: Buffer[] = [];
  for await (const chunk of within(limit, chunks)) kept.push(chunk);
  return Buffer.concat(kept);
}
