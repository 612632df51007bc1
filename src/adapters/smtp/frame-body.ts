import type { OutgoingMessage } from '../../delivery/mailer.js';
import { asBuffer } from '../../kernel/as-buffer.js';

const LF = 0x0a;
const DOT = 0x2e;
const CR = 0x0d;
const LINE_WITH_DOT = Buffer.from('\n.');
const STUFFING = Buffer.from('.');

/**
 * A message as it goes over the wire after DATA, without its end: a dot at the start of a line is doubled (RFC 5321
 * 4.5.2), also after a bare LF, so that no server can read the end of the message in the middle of it. Most messages
 * have none and are not copied.
 */
export function stuffDots({ bytes, dotless }: Pick<OutgoingMessage, 'bytes' | 'dotless'>): Buffer {
  const body = asBuffer(bytes);
  if (dotless === true) return body;
  let at = body[0] === DOT ? 0 : nextDot(body, 0);
  if (at < 0) return body;
  const pieces: Buffer[] = [];
  let from = 0;
  for (; at >= 0; at = nextDot(body, at)) {
    pieces.push(body.subarray(from, at), STUFFING);
    from = at;
  }
  pieces.push(body.subarray(from));
  return Buffer.concat(pieces);
}

/** Where the next line that starts with a dot begins. */
function nextDot(body: Buffer, from: number): number {
  const at = body.indexOf(LINE_WITH_DOT, from);
  return at < 0 ? at : at + 1;
}

/** What ends the message: the dot on a line of its own. */
export const endOfData = (body: Buffer): string =>
  body.length === 0 || (body.at(-1) === LF && body.at(-2) === CR) ? '.\r\n' : '\r\n.\r\n';
