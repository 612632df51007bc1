import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { endOfData, stuffDots } from '../../../src/adapters/smtp/frame-body.js';

/** RFC 5321 4.5.2 as a server reads it: up to the first lone dot, leading dots taken away. */
function receive(wire: string): { body: string; rest: string } {
  const end = wire.startsWith('.\r\n') ? 0 : wire.indexOf('\r\n.\r\n') + 2;
  return { body: wire.slice(0, end).replace(/(^|\r\n)\./g, '$1'), rest: wire.slice(end + 3) };
}

describe('a body on the wire', () => {
  test('arrives as it was, up to its own dot', () => {
    const lines = fc.array(fc.constantFrom('', '.', '..', '.a', 'a.', 'a', 'MAIL FROM:<x@y>', 'x'.repeat(990)));
    fc.assert(
      fc.property(lines, fc.boolean(), (parts, ended) => {
        const text = parts.join('\r\n') + (ended ? '\r\n' : '');
        const body = stuffDots({ bytes: Buffer.from(text) });
        const { body: received, rest } = receive(`${body.toString()}${endOfData(body)}QUIT\r\n`);
        expect(received).toBe(text === '' || text.endsWith('\r\n') ? text : `${text}\r\n`);
        expect(rest).toBe('QUIT\r\n');
      }),
    );
  });

  test('ends nowhere before its dot for servers that take a bare LF for a line end', () => {
    expect(stuffDots({ bytes: Buffer.from('a\n.\nMAIL FROM:<x@y>\r\n') }).toString()).toBe(
      'a\n..\nMAIL FROM:<x@y>\r\n',
    );
  });

  test('is not copied when no line starts with a dot', () => {
    const bytes = new Uint8Array(Buffer.from('xx1.\r\na.b\r\n')).subarray(2);
    const body = stuffDots({ bytes });
    expect(body.toString()).toBe('1.\r\na.b\r\n');
    expect(body.buffer).toBe(bytes.buffer);
  });
});
