import { paragraphs } from '../articles/plain-text.js';

/** Some servers label plain text as HTML; without any block element its lines are lines. */
export const readHtml = (html: string): string =>
  /<(?:br|p|div|td|li|h\d|body|html)\b/i.test(html) ? paragraphs(withBreaks(html)).join('\n') : html;

/** The lines of preformatted text. */
const withBreaks = (html: string): string =>
  html
    .split(/(?=<\/?pre[\s>])/i)
    .map((piece) => (/^<pre/i.test(piece) ? piece.replace(/\r?\n/g, '<br>') : piece))
    .join('');
