import { DAY } from '../../../../src/kernel/clock.js';
import { openReaderWeb, type ReaderWeb } from '../reader-web.js';

export const PRESS_THE_BUTTON = 'Please press the button on this page; the form you sent was not from here or too old.';

/** The reader pages, with a reader of both newsletters since yesterday and the links of her mails. */
export async function openAnasPages() {
  const site = await openReaderWeb();
  const ana = await site.confirmedReader('ana@example.org', ['daily', 'weekly']);
  site.clock.advance(DAY);
  const { tokens, daily, newId } = site;
  const unsubscribePath = `/unsubscribe/${tokens.sign('unsubscribe', [ana, daily.id])}`;
  const preferencesPath = `/preferences/${tokens.sign('preferences', [ana])}`;
  return {
    ...site,
    ana,
    unsubscribePath,
    preferencesPath,
    /** A new one each time: they last a day. */
    ownerPath: () => `/preferences/${tokens.sign('owner', [ana, newId()])}`,
    press: pressOn(site, unsubscribePath),
    /** The preferences page with the nonce of its form. */
    openPreferences: async () => {
      const html = await (await site.get(preferencesPath)).text();
      return { html, nonce: site.hidden(html, 'nonce') };
    },
  };
}

export type AnasPages = Awaited<ReturnType<typeof openAnasPages>>;

/** Presses a button of the unsubscribe page of Ana's daily, as whoever holds the link. */
const pressOn =
  (site: ReaderWeb, path: string) =>
  async (scope: string, fields: Record<string, string> = {}): Promise<string> => {
    const page = await (await site.get(path)).text();
    return (await site.form(path, { nonce: site.hidden(page, 'nonce'), scope, ...fields })).text();
  };
