import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { frameChunk } from '../../../src/adapters/smtp/frame-chunk.js';

test('a chunk is the message as it is, dots at line starts too, and is not copied', () => {
  const bytes = Buffer.from('To: a\r\n\r\n.one\r\n..two\r\n.\r\nend\r\n');
  const chunk = frameChunk({ bytes });
  expect(chunk.toString()).toBe(bytes.toString());
  expect(chunk.buffer).toBe(bytes.buffer);
  expect(frameChunk({ bytes, cleanLines: true }).toString()).toBe(bytes.toString());
});

test('every line of a chunk ends in CRLF, whatever the message had, and its words are the same', () => {
  const piece = fc.constantFrom('', 'a', '.', '\r', '\n', '\r\n', 'é', '\n.\n');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('');
      const chunk = frameChunk({ bytes: Buffer.from(text) }).toString();
      expect(chunk).toMatch(/^(?:[^\r\n]*\r\n)+$/);
      expect(chunk.replaceAll(/[\r\n]+/g, '')).toBe(text.replaceAll(/[\r\n]+/g, ''));
    }),
  );
});
