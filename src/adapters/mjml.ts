import type { Mjml } from '../issues/render-template.js';

/** MJML 5, strict: a template with a fault throws instead of losing a part of the mail. */
export function createMjml(): Mjml {
  return {
    async toHtml(source) {
      // 26 MB and a second of loading, which senders never need.
      const { default: mjml2html } = await import('mjml');
      const { html, errors } = await mjml2html(source, {
        validationLevel: 'strict',
        // Without this MJML links the fonts of fonts.googleapis.com: a beacon in every mail.
        fonts: {},
        keepComments: false,
        ignoreIncludes: true,
      });
      if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join('\n'));
      return finish(html);
    },
  };
}

/**
 * MJML 5.4 puts `lang` and `dir` on html and its wrapper, not on body; writes `text-align:left` into columns whatever they
 * hold; and has no landmark, which a screen reader needs where the mail is a page of its own.
 */
function finish(html: string): string {
  const [, lang = '', dir = ''] = /<html lang="([^"]*)" dir="([^"]*)"/.exec(html) ?? [];
  const placed = html
    .replace('<body', `<body lang="${lang}" dir="${dir}"`)
    .replace(/<div(?=[^>]* role="article")/, '<div role="main"><div')
    .replace(/<\/body>(?=\s*<\/html>\s*$)/, '</div></body>');
  return squeeze(dir === 'rtl' ? alignRight(placed) : placed);
}

const alignRight = (html: string): string =>
  html.replace(/ style="[^"]*"/g, (style) => style.replaceAll('text-align:left', 'text-align:right'));

/** Indentation is a fifth of MJML's output, and Gmail cuts a mail off near 100 KB. */
const squeeze = (html: string): string =>
  html
    .replace(/[ \t]*\n\s*/g, '\n')
    .replace(/(<\w+)\s+(?=[a-z])/g, '$1 ')
    .replace(/"\s+>/g, '">')
    .replace(/;"/g, '"')
    .trim();
