import { fromControls } from './repair-mojibake.js';
import { isHtmlName, stripTags } from './strip-tags.js';

/** More of an entry is never needed for a title, a dek or its picture. */
const MAX_HTML = 200_000;
/** Escaped once by HTML, once more by careless software, once by hostile hands. */
const MAX_ESCAPES = 3;
const ENTITY_LEFT = /&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});/i;
const TAG_LEFT = /<[/!?]?[a-z]/i;
/**
 * Controls (all but white space), lone surrogates, non-characters, direction overrides that turn a line around, and the
 * tag characters that nobody sees.
 */
const ILLEGAL = /(?!\s)\p{Cc}|\p{Cs}|[\ufffe\uffff\u202d\u202e]|[\u{e0000}-\u{e007f}]/gu;

/** HTML to one line of plain decoded text. Entities escaped twice are decoded twice. */
export const plainText = (html: string): string => oneLine(stripMarkup(html, isAnyName));

/** The same, a line for each paragraph, list item or other block. */
export const paragraphs = (html: string): readonly string[] =>
  stripMarkup(html, isAnyName)
    .split(/\u2029|\n\s*\n/)
    .map(oneLine)
    .filter((line) => line !== '');

/** A headline, which may be HTML or plain text with a `<` of its own, to one line of plain decoded text. */
export const plainTitle = (html: string): string => oneLine(stripMarkup(html, isHtmlName));

/** What was escaped and is HTML once it is not, goes too: no text that leaves here is live anywhere. */
function stripMarkup(html: string, isTag: (name: string) => boolean): string {
  let text = stripTags(opened(html), isTag);
  for (let time = 1; time < MAX_ESCAPES && (ENTITY_LEFT.test(text) || TAG_LEFT.test(text)); time++)
    text = stripTags(text, isHtmlName);
  return text;
}

const isAnyName = (): boolean => true;

/** CDATA that was itself escaped or put in CDATA stands around the text it should protect. */
function opened(html: string): string {
  const text = html.slice(0, MAX_HTML);
  return text.includes('<![CDATA[') ? text.replaceAll('<![CDATA[', '').replaceAll(']]>', '') : text;
}

const oneLine = (text: string): string => fromControls(text).replace(ILLEGAL, '').replace(/\s+/g, ' ').trim();
