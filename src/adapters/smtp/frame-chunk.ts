import type { OutgoingMessage } from '../../delivery/mailer.js';
import { asBuffer } from '../../kernel/as-buffer.js';

const CR = 0x0d;
const LF = 0x0a;
const CRLF = Buffer.from('\r\n');

/**
 * A message as it goes over the wire after BDAT: as it is, without dots. Only BINARYMIME would allow other line ends than
 * CRLF (RFC 3030 3): where its maker does not vouch for them, bare ones are made CRLF, as relays would.
 */
export function frameChunk({ bytes, cleanLines }: Pick<OutgoingMessage, 'bytes' | 'cleanLines'>): Buffer {
  const body = asBuffer(bytes);
  const clean = cleanLines === true || hasCleanLines(body) ? body : withCleanLines(body);
  return clean.at(-1) === LF ? clean : Buffer.concat([clean, CRLF]);
}

function hasCleanLines(body: Buffer): boolean {
  for (let at = body.indexOf(LF); at >= 0; at = body.indexOf(LF, at + 1)) if (body[at - 1] !== CR) return false;
  for (let at = body.indexOf(CR); at >= 0; at = body.indexOf(CR, at + 1)) if (body[at + 1] !== LF) return false;
  return true;
}

const withCleanLines = (body: Buffer): Buffer =>
  Buffer.from(body.toString('latin1').replaceAll(/\r\n|\r|\n/g, '\r\n'), 'latin1');
