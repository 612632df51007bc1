import { done, type Outcome } from '../kernel/refusal.js';
import { absoluteUrl } from './absolute-url.js';

/** XML 1.0 2.2: controls other than white space, lone surrogates, non-characters. */
const ILLEGAL_IN_XML = /(?!\s)\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu;

/** What the parser may see of a decoded feed; a web page, a DTD of its own and RSS in JSON are refused by name. */
export function readFeedText(decoded: string, url: string | undefined): Outcome<string> {
  const text = decoded.replace(ILLEGAL_IN_XML, '').trimStart();
  if (text === '') return notAFeed('The answer is empty.');
  if (text.startsWith('{') || text.startsWith('[')) return readJsonText(text);
  const start = text.indexOf('<');
  if (start === -1) return notAFeed('This is plain text, not a feed.');
  return readXmlText(text.slice(start), url);
}

/** Scripting News' own format: the RSS tree written as JSON. */
function readJsonText(text: string): Outcome<string> {
  const root = parseJson(text);
  if (root === undefined) return notAFeed('This looks like a JSON Feed but is not valid JSON.');
  if (typeof root === 'object' && root !== null && 'rss' in root)
    return notAFeed("This is RSS in JSON, not JSON Feed. Take the site's RSS, Atom or JSON Feed address.");
  return done(withJsonFeedVersion(root) ?? text);
}

/** Some write `"version": "1.0"` where the format wants an address. */
function withJsonFeedVersion(root: unknown): string | undefined {
  if (typeof root !== 'object' || root === null || !('items' in root) || !('version' in root)) return undefined;
  if (!/^[\d.]+$/.test(String(root.version))) return undefined;
  return JSON.stringify({ ...root, version: 'https://jsonfeed.org/version/1.1' });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function readXmlText(text: string, url: string | undefined): Outcome<string> {
  const prolog = readProlog(text);
  if (prolog.hostile)
    return notAFeed('The feed declares a document type or entities of its own, which is how XML bombs are built.');
  const rest = text.slice(prolog.end);
  if (prolog.html || /^<(?:html|head|body|script|div|p|title|h1)[\s>]/i.test(rest)) return notAFeed(webPage(text, url));
  return done(rest);
}

interface Prolog {
  readonly end: number;
  readonly hostile: boolean;
  readonly html: boolean;
}

/** Passes declarations and comments in front of the root element. */
function readProlog(text: string): Prolog {
  let at = 0;
  for (;;) {
    at += /^\s*/.exec(text.slice(at, at + 10_000))?.[0].length ?? 0;
    const head = text.slice(at, at + 2_000);
    if (/^<!ENTITY/i.test(head)) return { end: at, hostile: true, html: false };
    if (/^<!DOCTYPE/i.test(head)) {
      if (/^<!DOCTYPE\s+html/i.test(head)) return { end: at, hostile: false, html: true };
      const end = text.indexOf('>', at);
      if (end === -1 || text.slice(at, end).includes('[')) return { end: at, hostile: true, html: false };
      at = end + 1;
      continue;
    }
    const close = head.startsWith('<!--') ? '-->' : head.startsWith('<?') ? '?>' : undefined;
    const end = close === undefined ? -1 : text.indexOf(close, at + 2);
    if (close === undefined || end === -1) return { end: at, hostile: false, html: false };
    at = end + close.length;
  }
}

/** Names the feed the page points to, so that the editor can take that. */
function webPage(text: string, url: string | undefined): string {
  const link = /<link\b[^>]{0,500}type=["']?application\/(?:rss|atom|feed)\+(?:xml|json)[^>]{0,500}>/i.exec(
    text.slice(0, 200_000),
  )?.[0];
  const href = /href=["']?([^"'\s>]+)/i.exec(link ?? '')?.[1]?.replaceAll('&amp;', '&');
  const feed = absoluteUrl(href, [url]);
  return `This is a web page, not a feed. ${feed === undefined ? "Give the address of the page's RSS or Atom feed." : `Its feed is at ${feed}.`}`;
}

export const notAFeed = (
  detail: string,
): { ok: false; refusal: { code: string; kind: 'invalid'; detail: string } } => ({
  ok: false,
  refusal: { code: 'feed.unreadable', kind: 'invalid', detail },
});
