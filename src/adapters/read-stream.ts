import type { Readable } from 'node:stream';

/** All bytes of a stream, or undefined when there are more than `maxBytes`; the rest is then read and thrown away. */
export async function readStream(stream: Readable, maxBytes: number): Promise<Buffer | undefined> {
  let chunks: Buffer[] | undefined = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) chunks = undefined;
    chunks?.push(chunk);
  }
  return chunks && Buffer.concat(chunks, length);
}
