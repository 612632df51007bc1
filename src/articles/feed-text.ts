import { done, type Outcome } from '../kernel/refusal.js';
import { absoluteUrl } from './absolute-url.js';
import { inPieces } from './in-pieces.js';

/** XML 1.0 2.2: controls other than white space, lone surrogates, non-characters; and marks of byte order anywhere. */
const ILLEGAL_IN_XML = /(?!\s)\p{Cc}|\p{Cs}|[\ufffe\uffff\ufeff]/gu;

/** A decoded feed without what no parser may see and without what stands before its beginning. */
export function readFeedText(decoded: string): Outcome<{ readonly kind: 'json' | 'xml'; readonly text: string }> {
  const text = inPieces(decoded, (piece) => piece.replace(ILLEGAL_IN_XML, '')).trimStart();
  if (text === '') return notAFeed('The answer is empty.');
  if (/^[{[]/.test(text)) return done({ kind: 'json', text });
  const start = text.indexOf('<');
  if (start === -1) return notAFeed('This is plain text, not a feed.');
  return done({ kind: 'xml', text: text.slice(start) });
}

/** The refusal of a web page. It names the feed the page points to, so that the editor can take that. */
export function webPage(text: string, url: string | undefined) {
  const link = /<link\b[^>]{0,500}type=["']?application\/(?:rss|atom|feed)\+(?:xml|json)[^>]{0,500}>/i.exec(
    text.slice(0, 200_000),
  )?.[0];
  const href = /href=["']?([^"'\s>]+)/i.exec(link ?? '')?.[1]?.replaceAll('&amp;', '&');
  const feed = absoluteUrl(href, [url]);
  const advice = feed === undefined ? "Give the address of the page's RSS or Atom feed." : `Its feed is at ${feed}.`;
  return notAFeed(`This is a web page, not a feed. ${advice}`);
}

export const notAFeed = (
  detail: string,
): { ok: false; refusal: { code: string; kind: 'invalid'; detail: string } } => ({
  ok: false,
  refusal: { code: 'feed.unreadable', kind: 'invalid', detail },
});
