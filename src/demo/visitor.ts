import { readForm } from './form.js';

/** A person with a browser without JavaScript and without cookies. Counts the pages it fetched. */
export interface Visitor {
  /** The page's HTML; throws when the answer is not a success. */
  open(url: string): Promise<string>;
  /** Opens the page, fills in its form and sends it; the HTML of the answer. */
  submit(url: string, fields?: Readonly<Record<string, string>>): Promise<string>;
  /** RFC 8058: what a mail program sends for the unsubscribe button. */
  oneClick(url: string): Promise<void>;
  pages(): number;
}

const USER_AGENT = 'Mozilla/5.0 (demo reader)';

export function createVisitor(): Visitor {
  let pages = 0;
  const ask = async (url: string, init: RequestInit = {}) => {
    pages += 1;
    const headers = { 'user-agent': USER_AGENT, ...(init.headers as Record<string, string> | undefined) };
    const answer = await fetch(url, { ...init, headers });
    const body = await answer.text();
    if (!answer.ok) throw new Error(`${init.method ?? 'GET'} ${url} answered ${answer.status}: ${body.slice(0, 300)}`);
    return body;
  };
  const post = async (url: string, body: URLSearchParams, origin?: string) =>
    ask(url, { method: 'POST', body, ...(origin === undefined ? {} : { headers: { origin } }) });
  return {
    open: async (url) => ask(url),
    async submit(url, fields = {}) {
      const form = readForm(await ask(url), url);
      for (const [name, value] of Object.entries(fields)) form.fields.set(name, value);
      return post(form.action, form.fields, new URL(url).origin);
    },
    async oneClick(url) {
      await post(url, new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }));
    },
    pages: () => pages,
  };
}
