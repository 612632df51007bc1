import { escapeAttribute, escapeText } from 'entities';
import { Parser } from 'htmlparser2';
import { paragraphs } from './plain-text.js';

/** What an editor's note may hold, by what came in. Everything else is left out and its text kept. */
const KEPT: Readonly<Record<string, string>> = {
  p: 'p',
  br: 'br',
  a: 'a',
  strong: 'strong',
  b: 'strong',
  em: 'em',
  i: 'em',
  ul: 'ul',
  ol: 'ol',
  li: 'li',
};
/** Elements that end a line without being kept: their text becomes paragraphs. */
const BLOCKS = new Set('div section article header footer h1 h2 h3 h4 h5 h6 blockquote pre tr address'.split(' '));
/** Elements that go with all they hold. */
const DROPPED = new Set(
  'script style iframe noscript svg math template textarea xmp noembed noframes plaintext title head select object applet audio video canvas'.split(
    ' ',
  ),
);
/** A note is some lines. */
const MAX_LENGTH = 100_000;
const MAX_DEPTH = 20;
const MAX_ADDRESS = 2_000;

export interface CleanHtml {
  readonly html: string;
  /** The same without markup, a line for each block. */
  readonly text: string;
}

/**
 * HTML of a stranger to HTML that is safe in mail and pages. It is not filtered but built anew: of what a tolerant parser
 * reads, the elements above are written, links with a checked address, and all text escaped. Never throws.
 */
export function cleanHtml(input: string): CleanHtml {
  const written = createWriter();
  const parser = new Parser(written.handler);
  parser.write(input.slice(0, MAX_LENGTH));
  parser.end();
  const html = written.html();
  return { html, text: paragraphs(html).join('\n') };
}

function createWriter() {
  const parts: string[] = [];
  const open: string[] = [];
  let dropped: string | undefined;

  const handler = {
    onopentag(name: string, attributes: Readonly<Record<string, string>>) {
      if (dropped !== undefined) return;
      if (DROPPED.has(name)) dropped = name;
      else write(name, attributes);
    },
    onclosetag(name: string) {
      if (dropped === name) dropped = undefined;
      else if (dropped === undefined) end(name);
    },
    ontext(text: string) {
      if (dropped === undefined) parts.push(escapeText(plain(text).replace(/\s+/g, ' ')));
    },
  };

  function write(name: string, attributes: Readonly<Record<string, string>>): void {
    const kept = KEPT[name];
    if (kept === 'br' || BLOCKS.has(name)) parts.push('<br>');
    if (kept === undefined || kept === 'br' || open.length >= MAX_DEPTH) return;
    if (kept !== 'a') parts.push(`<${kept}>`);
    else {
      const href = linkOf(attributes['href'] ?? '');
      if (href === undefined || open.includes('a')) return;
      parts.push(`<a href="${escapeAttribute(href)}">`);
    }
    open.push(kept);
  }

  /** What was opened inside is closed with it, so that the result is always balanced. */
  function end(name: string): void {
    if (BLOCKS.has(name)) parts.push('<br>');
    const at = open.lastIndexOf(KEPT[name] ?? '');
    if (at === -1) return;
    for (const each of open.splice(at).toReversed()) parts.push(`</${each}>`);
  }

  const html = () =>
    [...parts, ...open.toReversed().map((name) => `</${name}>`)]
      .join('')
      .replace(/(?:<br>\s*){3,}/g, '<br><br>')
      .replace(/^(?:\s|<br>)+|(?:\s|<br>)+$/g, '');
  return { handler, html };
}

/** Absolute links of the web and plain mail addresses; `javascript:`, `data:` and all others are none. */
function linkOf(written: string): string | undefined {
  const address = plain(written).replace(/\s/g, '');
  if (address.length > MAX_ADDRESS || !URL.canParse(address)) return undefined;
  const { protocol, href, username, password } = new URL(address);
  if (protocol === 'mailto:') return /^mailto:[\w.+-]+@[\w.-]+$/i.test(href) ? href : undefined;
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '' ? href : undefined;
}

/** Controls and marks that turn the direction of a line around have no place in a note. */
const plain = (text: string): string => text.replace(/(?!\s)\p{Cc}|\p{Cs}|[\u202d\u202e]|[\u{e0000}-\u{e007f}]/gu, '');
