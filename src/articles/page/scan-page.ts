import { Parser } from 'htmlparser2';
import { decodeBytes } from '../decode-bytes.js';
import type { FeedBytes } from '../parse-feed.js';
import { repairMojibake } from '../repair-mojibake.js';
import type { PageFacts } from './page-facts.js';
import { createPageReader } from './page-reader.js';

/** A story's head and first paragraphs lie within this; so do those of the heaviest newspaper pages. */
const MAX_PAGE = 1_000_000;
/** Real pages nest some dozens of elements; the parser's time grows with the depth times the length. */
const MAX_DEPTH = 500;
const CHUNK = 4_096;

/** A web page's bytes to what it says about itself. Never throws. */
export function scanPage({ bytes, url, headers = {} }: FeedBytes): PageFacts {
  const head = bytes.subarray(0, MAX_PAGE);
  const text = repairMojibake(decodeBytes(head, charsetOf(head, headers['content-type'])).text);
  const reader = createPageReader(url);
  const nesting = { depth: 0 };
  const parser = new Parser({
    onopentag: (name, attributes) => {
      nesting.depth++;
      reader.open(name, attributes);
    },
    onclosetag: (name) => {
      nesting.depth--;
      reader.close(name);
    },
    ontext: (piece) => reader.text(piece),
  });
  for (let at = 0; at < text.length; at += CHUNK) {
    if (nesting.depth >= MAX_DEPTH) break;
    parser.write(text.slice(at, at + CHUNK));
  }
  parser.end();
  return reader.facts();
}

/** HTTP first, then `<meta charset>` or `<meta http-equiv>`, which stand within the first kilobyte or two. */
function charsetOf(bytes: Uint8Array, contentType: string | undefined): string | undefined {
  if (/charset/i.test(contentType ?? '')) return contentType;
  const head = Buffer.from(bytes.subarray(0, 2_048)).toString('latin1');
  const charset = /<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1];
  return charset === undefined ? contentType : `text/html; charset=${charset}`;
}
