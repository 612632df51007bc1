import { escapeHtml, fillSlots } from './fill-slots.js';
import type { Variant } from './issue.js';

/** What only the reader of the mail needs is hidden on the web; not indexed, the articles themselves are. */
const WEB_HEAD = '<meta name="robots" content="noindex"><style>.mail-only { display: none !important; }</style>';

/**
 * The web version of an issue: the very bytes that were mailed, with nobody's address and with the personal links
 * leading to the subscribe page. Its styles are inline: the page that shows it must allow `style-src 'unsafe-inline'`.
 */
export function archiveHtml(
  variant: Pick<Variant, 'html' | 'slotKey'>,
  { subscribeUrl }: { subscribeUrl: string },
): string {
  const values = { unsubscribe_url: subscribeUrl, preferences_url: subscribeUrl, reader_address: 'your address' };
  const html = fillSlots(variant.html, variant.slotKey, values, escapeHtml);
  const headEnd = html.indexOf('</head>');
  return html.slice(0, headEnd) + WEB_HEAD + html.slice(headEnd);
}
