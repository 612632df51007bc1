import { expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import { readStream } from '../../src/adapters/read-stream.js';

/** So many pieces of a hundred bytes, and how many were asked for. */
function pieces(count: number) {
  let given = 0;
  const stream = Readable.from(
    (function* () {
      for (; given < count; given++) yield Buffer.alloc(100, 'x');
    })(),
    { objectMode: false },
  );
  return { stream, given: () => given };
}

test('a short stream comes whole', async () => {
  expect(await readStream(pieces(3).stream, 1_000)).toHaveLength(300);
});

test('of a long one only the beginning is kept, and all of it is read', async () => {
  const { stream, given } = pieces(9);
  expect(await readStream(stream, 1_000, 250)).toHaveLength(250);
  expect(given()).toBe(9);
});

test('one that is too long is read to its end, so that the other side hears the refusal, and gives nothing', async () => {
  const { stream, given } = pieces(11);
  expect(await readStream(stream, 1_000, 250)).toBeUndefined();
  expect(given()).toBe(11);
});
