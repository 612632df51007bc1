import { decodeHTML } from 'entities';

const list = (names: string): readonly string[] => names.split(' ');

/** Elements whose content is for machines; when one is never closed, all that follows is. */
const RAW = new Set(list('script style iframe noscript textarea xmp noembed noframes plaintext title'));
/** Elements whose content is not part of the story's text. */
const DROPPED = new Set([
  ...RAW,
  ...list('svg math figure figcaption button form select template audio video object applet head'),
]);
/** Elements that flow within a line; every other tag ends one. */
const INLINE = new Set(
  list(
    'a abbr acronym b bdi bdo big blink cite code del dfn em font i ins kbd mark q rp rt ruby s samp small span strike strong sub sup time tt u var wbr',
  ),
);
/** What counts as markup where plain text is likely: a headline may hold `<Scream>` in earnest. */
const KNOWN = new Set([
  ...DROPPED,
  ...INLINE,
  ...list(
    'address area article aside base basefont bgsound blockquote body br caption center col colgroup dd details dialog dir div dl dt embed fieldset footer frame frameset h1 h2 h3 h4 h5 h6 header hr html image img input isindex keygen label layer legend li link listing main map marquee menu meta nav ol optgroup option p param picture portal pre section source summary table tbody td tfoot th thead tr track ul xml',
  ),
]);

export const isHtmlName = (name: string): boolean => KNOWN.has(name);

/** Longest tag looked at; measured maximum in real feeds is below 2,000 (inline pictures in `src`). */
const MAX_TAG = 20_000;
/** Where a block of text ended; white space to every other reader. */
const BREAK = '\u2029';

/**
 * Takes tags out, their machine-readable contents too, and decodes the entities of what is left. Time grows with the
 * length alone, whatever is left open.
 * @param isTag which names make a tag; what else stands in angles is text.
 */
export function stripTags(html: string, isTag: (name: string) => boolean): string {
  const neverClosed = new Set<string>();
  const lastEnd = html.lastIndexOf('>');
  let text = '';
  let at = 0;
  for (let open = html.indexOf('<'); open !== -1; open = html.indexOf('<', at)) {
    text += html.slice(at, open);
    const name = nameOf(html, open);
    if (name === undefined || !isTag(name)) {
      text += '<';
      at = open + 1;
    } else if (open > lastEnd) {
      /** An open tag at the end is no text to any browser. An unknown one may be: "if a<b then". */
      text += isHtmlName(name) ? '' : '<';
      at = isHtmlName(name) ? html.length : open + 1;
    } else {
      text += INLINE.has(name) ? '' : BREAK;
      at = afterTag(html, { name, open, neverClosed });
    }
  }
  return decodeHTML(text + html.slice(at));
}

/** `br` for a comment. */
function nameOf(html: string, open: number): string | undefined {
  if (html.startsWith('<!--', open)) return 'br';
  return /^<[/!?]?([a-z][a-z0-9:-]*)/i.exec(html.slice(open, open + 40))?.[1]?.toLowerCase();
}

function afterTag(
  html: string,
  { name, open, neverClosed }: { name: string; open: number; neverClosed: Set<string> },
): number {
  if (html.startsWith('<!--', open)) {
    const end = html.indexOf('-->', open + 4);
    return end === -1 ? html.length : end + 3;
  }
  const end = tagEnd(html, open) ?? html.length;
  const opens = html[open + 1] !== '/' && html[end - 2] !== '/';
  return DROPPED.has(name) && opens ? afterElement(html, { name, end, neverClosed }) : end;
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
  const first = html.indexOf('>', open);
  return first === -1 ? undefined : first + 1;
}

function afterElement(
  html: string,
  { name, end, neverClosed }: { name: string; end: number; neverClosed: Set<string> },
): number {
  if (!neverClosed.has(name)) {
    const close = new RegExp(`</${name}\\s*>`, 'gi');
    close.lastIndex = end;
    const found = close.exec(html);
    if (found !== null) return found.index + found[0].length;
    neverClosed.add(name);
  }
  return RAW.has(name) ? html.length : end;
}
