import PostalMime, { type Attachment, type Email } from 'postal-mime';
import { asBuffer } from '../kernel/as-buffer.js';
import { decodeBytes, decodeEscapes, linesOf } from './decode-bytes.js';
import { readHtml } from './read-html.js';

/** A mail taken apart as far as reports need it. */
export interface ReadMail {
  /** First value of a header, unfolded; the name in lower case. */
  header(name: string): string | undefined;
  /** Every value of a header, in order. */
  headers(name: string): readonly string[];
  readonly subject: string;
  readonly from: string;
  /** What a person would read: the text parts, or the HTML as text. */
  readonly text: string;
  readonly parts: readonly MailPart[];
}

/** A leaf of the mail that is not text to read: status groups, complaint fields, the returned message. */
export interface MailPart {
  readonly type: string;
  readonly text: string;
}

/** Reports are some kilobytes; a returned message behind them may be cut without losing anything. */
const MAX_BYTES = 512 * 1024;
const MAX_SUBJECT = 998;
const MAX_PART_TEXT = 64 * 1024;
const MAX_TEXT = 256 * 1024;
const MAX_PARTS = 20;
const LIMITS = { maxNestingDepth: 20, maxHeadersSize: 256 * 1024, forceRfc822Attachments: true } as const;

/**
 * Reads any bytes as a mail; never throws. What is too deep or too broken for MIME is read as plain text. Of a mail that only
 * carries a report (a virus scanner's envelope), the report is read.
 */
export async function readMail(bytes: Uint8Array): Promise<ReadMail> {
  const mail = await readOuter(bytes);
  const inner = mail.parts.some(({ type }) => REPORT_PART.test(type)) ? undefined : mail.parts.find(holdsReport);
  return inner === undefined ? mail : readOuter(Buffer.from(inner.text));
}

const REPORT_PART = /^message\/(?:(?:global-)?delivery-status|feedback-report|disposition-notification)$/;
const holdsReport = ({ type, text }: MailPart): boolean =>
  type === 'message/rfc822' && /^Content-Type:\s*multipart\/report/im.test(text.slice(0, headerEnd(text)));

async function readOuter(bytes: Uint8Array): Promise<ReadMail> {
  const tidy = firstLines(tidyBytes(bytes.subarray(0, MAX_BYTES)));
  if (dashLines(tidy) > MAX_DASH_LINES) return fromText(decodeBytes(tidy.subarray(0, MAX_TEXT)));
  try {
    const mail = fromEmail(await PostalMime.parse(tidy, LIMITS));
    // Boundaries that fit nothing: the fields are still there for who reads the body as text.
    return mail.text === '' && mail.parts.length === 0 ? { ...mail, text: bodyOf(tidy) } : mail;
  } catch {
    return fromText(decodeBytes(tidy.subarray(0, MAX_TEXT)));
  }
}

/** Each part costs a parser some microseconds and memory: 200,000 of them in one megabyte took three seconds. */
const MAX_DASH_LINES = 5_000;
/** Each line costs it 6 us (measured); a returned message of half a megabyte has 7,000 lines of base64. */
const MAX_LINES = 10_000;

/** Lines that may be boundaries. */
function dashLines(bytes: Uint8Array): number {
  const buffer = asBuffer(bytes);
  let count = 0;
  for (let at = buffer.indexOf('\n--'); at >= 0; at = buffer.indexOf('\n--', at + 3)) count += 1;
  return count;
}

function firstLines(bytes: Uint8Array): Uint8Array {
  const buffer = asBuffer(bytes);
  let end = -1;
  for (let line = 0; line < MAX_LINES; line++) {
    end = buffer.indexOf(10, end + 1);
    if (end < 0) return bytes;
  }
  return bytes.subarray(0, end);
}

/** Drops an mbox `From ` line, and gives Macintosh line ends (bare CR) the LF that MIME parsers look for. */
function tidyBytes(bytes: Uint8Array): Uint8Array {
  const fixed = bytes.includes(10) ? bytes : bytes.map((byte) => (byte === 13 ? 10 : byte));
  const start = Buffer.from(fixed.subarray(0, 6)).toString('latin1');
  return /^>?From /.test(start) ? fixed.subarray(fixed.indexOf(10) + 1) : fixed;
}

function fromEmail(email: Email): ReadMail {
  const leaves = email.attachments.slice(0, MAX_PARTS).map(toPart);
  const plain = decodeEscapes(email.text ?? readHtml(email.html ?? ''));
  // A type that does not parse (`text/plain charset=x`) makes an attachment of what people should read.
  const returned = leaves.findIndex((part) => part.type === 'message/rfc822');
  const toRead = leaves.slice(0, returned < 0 ? leaves.length : returned).filter(isReading);
  return {
    header: (name) => email.headers.find((header) => header.key === name)?.value,
    headers: (name) => email.headers.filter((header) => header.key === name).map((header) => header.value),
    subject: (email.subject ?? '').slice(0, MAX_SUBJECT),
    from: email.from?.address ?? email.headers.find((header) => header.key === 'from')?.value ?? '',
    text: [...toRead.map((part) => part.text), plain].join('\n').trimStart().slice(0, MAX_TEXT),
    parts: leaves.filter((part) => !toRead.includes(part)),
  };
}

/** Text a person should read; headers attached as text are the returned message's. */
const isReading = ({ type, text }: MailPart): boolean => type === 'text/plain' && !/^\s*[\w-]{2,60}:[ \t]/.test(text);

const toPart = ({ mimeType, content }: Attachment): MailPart => ({
  type: mimeType.split(/[\s;]/, 1)[0]?.toLowerCase() ?? '',
  text:
    typeof content === 'string'
      ? decodeEscapes(content)
      : decodeBytes(new Uint8Array(content).subarray(0, MAX_PART_TEXT)),
});

function fromText(text: string): ReadMail {
  const headers = readHeaderBlock(text);
  const value = (name: string) => headers.find(([key]) => key === name)?.[1];
  return {
    header: value,
    headers: (name) => headers.filter(([key]) => key === name).map((header) => header[1]),
    subject: (value('subject') ?? '').slice(0, MAX_SUBJECT),
    from: value('from') ?? '',
    text: text.slice(headerEnd(text)),
    parts: [],
  };
}

const bodyOf = (bytes: Uint8Array): string => {
  const text = decodeBytes(bytes.subarray(0, MAX_TEXT));
  return text.slice(headerEnd(text));
};

function headerEnd(text: string): number {
  const gap = /\r?\n\r?\n/.exec(text);
  return gap === null ? 0 : gap.index + gap[0].length;
}

/** Name and value pairs of a header block up to the first empty line, names in lower case, folded lines joined. */
function readHeaderBlock(text: string): [string, string][] {
  const headers: [string, string][] = [];
  for (const line of linesOf(text)) {
    if (line.trim() === '' && headers.length > 0) break;
    const last = headers.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) last[1] += ` ${line.trim()}`;
    const field = /^([\w-]+):\s*(.*)$/.exec(line);
    if (field !== null) headers.push([(field[1] ?? '').toLowerCase(), (field[2] ?? '').trim()]);
  }
  return headers;
}
