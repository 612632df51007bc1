import iconv from 'iconv-lite';
import { detectEncoding } from './detect-encoding.js';
import { asBuffer } from '../kernel/as-buffer.js';

export interface DecodedText {
  readonly text: string;
  /** The encoding used, as iconv-lite knows it. */
  readonly encoding: string;
}

const BOMS: readonly (readonly [string, readonly number[]])[] = [
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16be', [0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
];

/** `<?` or `{"` in two-byte units without a mark. */
const SILENT_UTF16: readonly (readonly [string, readonly number[]])[] = [
  ['utf-16le', [0x3c, 0, 0x3f, 0]],
  ['utf-16be', [0, 0x3c, 0, 0x3f]],
  ['utf-16le', [0x7b, 0, 0x22, 0]],
  ['utf-16be', [0, 0x7b, 0, 0x22]],
];

/** Servers send these as a default of their own; what is valid UTF-8 with anything beyond ASCII in it is UTF-8. */
const HABITUAL = new Set(['iso-8859-1', 'latin1', 'latin-1', 'windows-1252', 'us-ascii', 'ascii']);

/** Above this share of broken sequences among non-ASCII ones a text is not UTF-8 with a scratch but another encoding. */
const MAX_BROKEN = 0.1;
/** The one encoding of the web that iconv-lite does not know. */
const ISO_2022_JP = 'iso-2022-jp';
/** How much likelier another script must be than the Latin letters a server claims. */
const CLEARLY = 2;

/**
 * Bytes of a feed to text: byte order mark, HTTP charset, XML declaration, strict UTF-8, then detection, at last
 * windows-1252, which reads any bytes. Never throws.
 * @param contentType the HTTP header, where there was one.
 */
export function decodeBytes(bytes: Uint8Array, contentType?: string): DecodedText {
  if (isIso2022Jp(bytes)) return decodeAs(bytes, ISO_2022_JP);
  const marked = BOMS.find(([, mark]) => startsWith(bytes, mark));
  if (marked !== undefined) return decodeAs(bytes.subarray(marked[1].length), marked[0]);
  const silent = SILENT_UTF16.find(([, start]) => startsWith(bytes, start));
  if (silent !== undefined) return decodeAs(bytes, silent[0]);
  const stated = [httpCharset(contentType), xmlEncoding(bytes)].filter((name) => name !== undefined);
  for (const name of stated) {
    const decoded = decodeStated(bytes, name);
    if (decoded !== undefined) return decoded;
  }
  return decodeUtf8(bytes) ?? decodeAs(bytes, detectEncoding(bytes)?.encoding ?? 'windows-1252');
}

function decodeStated(bytes: Uint8Array, stated: string): DecodedText | undefined {
  const name = stated.toLowerCase();
  /** The declaration was readable byte by byte, so whatever it claims, these are no two-byte units. */
  if (name.startsWith('utf-8') || name === 'utf8' || /^(utf-?16|utf-?32|ucs)/.test(name)) return decodeUtf8(bytes);
  if (!isKnown(name)) return undefined;
  if (HABITUAL.has(name)) return decodeUtf8Strictly(bytes) ?? decodeAs(bytes, claimedLatin(bytes));
  return wrongly(bytes) ?? decodeAs(bytes, name);
}

/** UTF-8 that claims to be something else is found out by its letters: other encodings do not look like it by chance. */
function wrongly(bytes: Uint8Array): DecodedText | undefined {
  const decoded = decodeUtf8Strictly(bytes);
  return decoded !== undefined && /^(?:\p{ASCII}*\P{ASCII}){4}/u.test(decoded.text) ? decoded : undefined;
}

/** Some servers say Latin-1 whatever they send, also Russian. */
function claimedLatin(bytes: Uint8Array): string {
  const detected = detectEncoding(bytes);
  const other = detected !== undefined && !detected.latin && detected.score > detected.latinScore + CLEARLY;
  return other ? detected.encoding : 'windows-1252';
}

/** UTF-8, also with some broken sequences, as of a text cut in the middle of a letter. */
function decodeUtf8(bytes: Uint8Array): DecodedText | undefined {
  const strict = decodeUtf8Strictly(bytes);
  if (strict !== undefined) return strict;
  const text = new TextDecoder('utf-8').decode(bytes);
  let [foreign, broken] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) foreign++;
    if (code === 0xfffd) broken++;
  }
  return broken <= foreign * MAX_BROKEN ? { text, encoding: 'utf-8' } : undefined;
}

function decodeUtf8Strictly(bytes: Uint8Array): DecodedText | undefined {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return undefined;
  }
}

function decodeAs(bytes: Uint8Array, encoding: string): DecodedText {
  if (encoding === ISO_2022_JP) return { text: new TextDecoder(encoding).decode(bytes), encoding };
  /** Node 20's own TextDecoder reads windows-1252 as Latin-1 and loses its quotation marks. */
  return { text: iconv.decode(Buffer.from(bytes), encoding), encoding };
}

const isKnown = (encoding: string): boolean => encoding === ISO_2022_JP || iconv.encodingExists(encoding);

const httpCharset = (contentType?: string): string | undefined =>
  /charset\s*=\s*["']?([\w.:-]+)/i.exec(contentType ?? '')?.[1];

const xmlEncoding = (bytes: Uint8Array): string | undefined =>
  /<\?xml[^>]{0,200}?\bencoding\s*=\s*["']\s*([\w.:-]+)\s*["']/i.exec(
    Buffer.from(bytes.subarray(0, 1_024)).toString('latin1'),
  )?.[1];

/** `ESC $ B` and `ESC $ @` begin Japanese letters among bytes that are ASCII throughout. */
function isIso2022Jp(bytes: Uint8Array): boolean {
  const buffer = asBuffer(bytes);
  return buffer.includes('\x1b$B') || buffer.includes('\x1b$@');
}

const startsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte);
