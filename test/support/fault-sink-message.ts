import { createHash } from 'node:crypto';

const STUFFED = Buffer.from('\r\n..');

/** The message as it was before SMTP doubled the dots at line starts (RFC 5321 4.5.2). */
export function unstuff(body: Buffer): Buffer {
  if (body[0] !== DOT && !body.includes(STUFFED)) return body;
  return Buffer.from(body.toString('latin1').replace(/(^|\r\n)\.\./g, '$1.'), 'latin1');
}
const DOT = '.'.charCodeAt(0);

/** What the log keeps of a message. */
export function describeMessage(raw: Buffer) {
  const head = raw.toString('latin1', 0, Math.max(0, raw.indexOf('\r\n\r\n'))).replace(/\r\n[ \t]+/g, ' ');
  return {
    messageId: header(head, /^message-id:\s*(.*)$/im),
    deliveryHeader: header(head, /^x-pressrun-delivery:\s*(.*)$/im),
    bytes: raw.length,
    hash: createHash('sha256').update(raw).digest('hex'),
  };
}

const header = (head: string, pattern: RegExp): string => pattern.exec(head)?.[1]?.trim() ?? '';
