import { BASE_URL, type LinkHouse } from './link-house.js';
import { partsOf, type Form } from './page-parts.js';

export interface Scan {
  /** Paths that were opened, with the status of the answer. */
  readonly opened: ReadonlyMap<string, number>;
  /** What an empty POST to each of them was answered. */
  readonly posted: ReadonlyMap<string, number>;
  /** Forms that were sent, and what came back. */
  readonly sent: readonly { readonly action: string; readonly status: number }[];
}

/** Paths of ours, as a mail or page names them; what is on other hosts is not opened. */
export const ourPath = (link: string, page = '/'): string | undefined => {
  const url = new URL(link, BASE_URL + page);
  return url.origin === BASE_URL ? url.pathname + url.search : undefined;
};

/**
 * A mail scanner at its worst: opens all links of a mail and all links behind them, and sends every form it finds with each
 * of its buttons, but without the nonce, and posts to every address besides.
 */
export async function scanLinks(house: LinkHouse, links: readonly string[]): Promise<Scan> {
  const opened = new Map<string, number>();
  const posted = new Map<string, number>();
  const sent: { action: string; status: number }[] = [];
  const waiting = links.flatMap((link) => ourPath(link) ?? []);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (opened.has(path)) continue;
    const answer = await house.ask(path);
    opened.set(path, answer.status);
    const isPage = answer.headers.get('content-type')?.startsWith('text/html') === true;
    const { links: next, forms } = partsOf(isPage ? await answer.text() : '');
    const at = path;
    waiting.push(...next.flatMap((link) => ourPath(link, at) ?? []));
    for (const form of forms) sent.push(...(await sendWithoutNonce(house, form)));
    posted.set(path, await post(house, path, []));
  }
  return { opened, posted, sent };
}

async function sendWithoutNonce(house: LinkHouse, { action, fields, buttons }: Form) {
  const known = fields.filter(([name]) => name !== 'nonce');
  const sent: { action: string; status: number }[] = [];
  for (const button of buttons.length > 0 ? buttons : [undefined]) {
    const body = button === undefined ? known : [...known, button];
    sent.push({ action, status: await post(house, action, body) });
  }
  return sent;
}

async function post(house: LinkHouse, path: string, fields: readonly (readonly [string, string])[]): Promise<number> {
  const body = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value]));
  return (await house.ask(path, { method: 'POST', body })).status;
}
