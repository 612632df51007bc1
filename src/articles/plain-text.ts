import { decodeHTML } from 'entities';
import { fromControls } from './repair-mojibake.js';

/** Elements whose content is not part of the story's text. */
const DROPPED = new Set(
  'script style iframe noscript svg figure figcaption button form select template audio video object head title'.split(
    ' ',
  ),
);

/** Elements that flow within a line; every other tag ends one. */
const INLINE = new Set(
  'a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark q rp rt ruby s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);

/** What counts as markup where plain text is likely: a headline may hold `<Scream>` in earnest. */
const KNOWN = new Set([
  ...DROPPED,
  ...INLINE,
  ...'address article aside blockquote body br center dd details div dl dt footer h1 h2 h3 h4 h5 h6 header hr html img input li link main meta nav ol p picture pre section source summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
]);

/** Longest tag looked at; measured maximum in real feeds is below 2,000 (inline pictures in `src`). */
const MAX_TAG = 20_000;
/** More of an entry is never needed for a title, a dek or its picture. */
const MAX_HTML = 200_000;

const ENTITY_LEFT = /&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});/i;
/** Controls (all but white space), lone surrogates, non-characters, and direction overrides that turn a line around. */
const ILLEGAL = /(?!\s)\p{Cc}|\p{Cs}|[\ufffe\uffff\u202d\u202e]/gu;

/** Where a block of text ended; white space to every other reader. */
const BREAK = '\u2029';

/** HTML to one line of plain decoded text. Entities escaped twice are decoded twice. */
export const plainText = (html: string): string => oneLine(stripMarkup(html));

/** The same, a line for each paragraph, list item or other block. */
export const paragraphs = (html: string): readonly string[] =>
  stripMarkup(html)
    .split(/\u2029|\n\s*\n/)
    .map(oneLine)
    .filter((line) => line !== '');

function stripMarkup(html: string): string {
  const once = stripTags(opened(html), (name) => name !== '');
  return ENTITY_LEFT.test(once) ? stripTags(once, isHtmlName) : once;
}

/** A headline, which may be HTML or plain text with a `<` of its own, to one line of plain decoded text. */
export function plainTitle(html: string): string {
  const once = stripTags(opened(html), isHtmlName);
  return oneLine(ENTITY_LEFT.test(once) ? stripTags(once, isHtmlName) : once);
}

/** CDATA that was itself escaped or put in CDATA stands around the text it should protect. */
function opened(html: string): string {
  const text = html.slice(0, MAX_HTML);
  return text.includes('<![CDATA[') ? text.replaceAll('<![CDATA[', '').replaceAll(']]>', '') : text;
}

export const isHtmlName = (name: string): boolean => KNOWN.has(name);

const oneLine = (text: string): string => fromControls(text).replace(ILLEGAL, '').replace(/\s+/g, ' ').trim();

/** Takes tags out and decodes the entities of what is left. Time grows with the length alone, whatever is left open. */
function stripTags(html: string, isTag: (name: string) => boolean): string {
  const neverClosed = new Set<string>();
  let text = '';
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open === -1) break;
    const tag = readTag(html, open);
    if (tag === undefined || !isTag(tag.name)) {
      const end = tag === undefined ? open + 1 : tag.end;
      text += html.slice(at, end);
      at = end;
      continue;
    }
    text += html.slice(at, open) + (INLINE.has(tag.name) ? '' : BREAK);
    at = DROPPED.has(tag.name) && tag.opens ? afterElement(html, tag, neverClosed) : tag.end;
  }
  return decodeHTML(text + html.slice(at));
}

interface Tag {
  /** Empty when the tag has no end: then it is text up to `end`. */
  readonly name: string;
  readonly opens: boolean;
  readonly end: number;
}

function readTag(html: string, open: number): Tag | undefined {
  if (html.startsWith('<!--', open)) {
    const end = html.indexOf('-->', open + 4);
    return { name: 'br', opens: false, end: end === -1 ? html.length : end + 3 };
  }
  const name = /^<[/!?]?([a-z][a-z0-9:-]*)/i.exec(html.slice(open, open + 40))?.[1]?.toLowerCase();
  if (name === undefined) return undefined;
  const end = tagEnd(html, open);
  if (end === undefined) return { name: '', opens: false, end: Math.min(html.length, open + MAX_TAG) };
  return { name, opens: html[open + 1] !== '/' && html[end - 2] !== '/', end };
}

/** The place after the `>` that ends a tag, passing those inside quoted attribute values. */
export function tagEnd(html: string, open: number): number | undefined {
  const tag = html.slice(open, open + MAX_TAG);
  let quote = '';
  for (let at = 1; at < tag.length; at++) {
    const char = tag.charAt(at);
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '>') return open + at + 1;
    else if ((char === '"' || char === "'") && tag[at - 1] === '=') quote = char;
  }
  const first = tag.indexOf('>');
  return first === -1 ? undefined : open + first + 1;
}

function afterElement(html: string, tag: Tag, neverClosed: Set<string>): number {
  if (neverClosed.has(tag.name)) return tag.end;
  const close = new RegExp(`</${tag.name}\\s*>`, 'gi');
  close.lastIndex = tag.end;
  const found = close.exec(html);
  if (found === null) neverClosed.add(tag.name);
  return found === null ? tag.end : found.index + found[0].length;
}
