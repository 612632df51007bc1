import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createReplyReader, type Reply } from '../../../src/adapters/smtp/reply-reader.js';

function read(...chunks: readonly (string | Uint8Array)[]) {
  const replies: Reply[] = [];
  const reader = createReplyReader((reply) => void replies.push(reply));
  const faults = chunks
    .map((chunk) => reader.take(Buffer.from(chunk as string)))
    .filter((fault) => fault !== undefined);
  return { replies, faults, rest: reader.rest() };
}

describe('answers', () => {
  const spoken = Buffer.from('250-2.1.0 eins\r\n250 zwei ü\r\n\r\n354 go\n550\r\n421 4.3.2 bye\r\n');
  const EXPECTED = [
    { code: 250, text: '250-2.1.0 eins\n250 zwei ü' },
    { code: 354, text: '354 go' },
    { code: 550, text: '550' },
    { code: 421, text: '421 4.3.2 bye' },
  ];

  test('are the same however the bytes come in pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: spoken.length })), (cuts) => {
        const edges = [0, ...cuts.toSorted((a, b) => a - b), spoken.length];
        const pieces = edges.slice(1).map((end, i) => spoken.subarray(edges[i], end));
        expect(read(...pieces)).toEqual({ replies: EXPECTED, faults: [], rest: undefined });
      }),
    );
  });

  test('keep bytes that are no UTF-8', () => {
    expect(read(Buffer.from('250 M\xfcnchen\r\n', 'latin1')).replies[0]?.text).toBe('250 München');
  });

  test.each(['hello\r\n', '99 a\r\n', '2500 ok\r\n', '600 x\r\n', ': 250 ok\r\n'])('%j is none', (line) => {
    expect(read(line).faults).toHaveLength(1);
  });

  test('have an end, in one line or in many', () => {
    const long = `250 ${'x'.repeat(1000)}`;
    expect(read(...Array.from({ length: 100 }, () => long)).faults[0]).toMatch(/without an end/);
    expect(read(...Array.from({ length: 100 }, () => `${long.replace(' ', '-')}\r\n`)).faults[0]).toMatch(
      /without an end/,
    );
  });
});

describe('an answer without its line end', () => {
  test('counts when it says no', () => {
    expect(read('250 ok\r\n554-5.6.0 a\r\n554 5.6.0 b').rest).toEqual({ code: 554, text: '554-5.6.0 a\n554 5.6.0 b' });
  });

  test('is not read twice when nonsense follows it', () => {
    expect(read('550 n', 'o\r\nwhat?\r\n')).toMatchObject({ replies: [{ text: '550 no' }], rest: undefined });
  });

  test.each(['250 2.0.0 taken', '55', '554', '554-a', ''])('%j does not', (text) => {
    expect(read(text).rest).toBeUndefined();
  });
});
