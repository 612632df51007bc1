import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { LETTER_KINDS } from '../../../src/kernel/letter.js';
import { orThrow } from '../../../src/kernel/refusal.js';
import { writeAllMails, type Mail } from './support/all-mails.js';
import { databaseHash, tableHashes } from '../../support/database-hash.js';
import { BASE_URL, openLinkHouse, type LinkHouse } from './support/link-house.js';
import { ourPath, scanLinks } from './support/scanner.js';

let house: LinkHouse;
let mails: readonly Mail[];
beforeEach(async () => {
  house = await openLinkHouse();
  mails = await writeAllMails(house);
});
afterEach(async () => house.close());

const everywhere = ({ links }: Mail) => [...links.html, ...links.text, ...links.header];
const issue = (): Mail => {
  const [first] = mails;
  if (first?.kind !== 'issue') throw new Error('There is no issue mail.');
  return first;
};
/** Ids and a signature: what makes an address a reader's own. */
const TOKEN = /[0-9a-z]{40,}/;
const purposes = (links: readonly string[]) =>
  new Set(links.filter((link) => TOKEN.test(link)).map((link) => new URL(link).pathname.split('/')[1]));

test('there is a mail of every kind, and each of its parts has its links', () => {
  expect(new Set(mails.map(({ kind }) => kind))).toEqual(new Set(['issue', ...LETTER_KINDS]));
  const { html, text, header } = issue().links;
  for (const part of [html, text]) {
    expect(purposes(part)).toEqual(new Set(['unsubscribe', 'preferences']));
    expect(part).toContain(`${BASE_URL}/archive/daily/2026-11-23`);
    expect(part).toContain(`${BASE_URL}/subscribe?newsletter=daily`);
  }
  expect(purposes(header.slice(0, 1))).toEqual(new Set(['unsubscribe']));
  expect(header[1]).toMatch(/^mailto:/);
  for (const { kind, links } of mails.slice(1)) expect([kind, links.text.length]).not.toEqual([kind, 0]);
});

test('no address on another host carries a token', () => {
  const strange = mails
    .flatMap(everywhere)
    .filter((link) => !link.startsWith('mailto:') && ourPath(link) === undefined);
  expect(strange.length).toBeGreaterThan(3);
  for (const link of strange) expect(link).not.toMatch(TOKEN);
});

test('a scanner that opens every link and sends every form without its nonce changes nothing', async () => {
  const before = databaseHash(house.db);
  const { opened, posted, sent } = await scanLinks(house, mails.flatMap(everywhere));
  expect(databaseHash(house.db)).toBe(before);
  const statuses = [...opened.values(), ...posted.values(), ...sent.map(({ status }) => status)];
  expect(statuses.filter((status) => status >= 500)).toEqual([]);
  const tokened = [...posted].filter(([path]) => TOKEN.test(path) && !path.endsWith('/export'));
  expect(tokened.filter(([, status]) => status !== 403)).toEqual([]);
  expect(tokened.length).toBeGreaterThan(10);
  const refused = sent.filter(({ action }) => TOKEN.test(action));
  expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 403));
  // The forms of the unsubscribe page, for each button, of both preferences pages, of confirming, of the owner, of the desk.
  const acts = refused.map(({ action }) => action.replace(TOKEN, ':token').replace(/\?.*/, ''));
  expect(new Set(acts)).toEqual(
    new Set([
      '/unsubscribe/:token',
      '/preferences/:token',
      '/preferences/:token/owner-link',
      '/preferences/:token/erase',
      '/confirm/:token',
      '/desk/sign-in/:token',
    ]),
  );
  expect(acts.filter((act) => act === '/unsubscribe/:token').length).toBeGreaterThan(3);
});

test('what RFC 8058 demands is the one exception, and leaves the newsletter of the mail alone', async () => {
  const [header = ''] = issue().links.header;
  const before = tableHashes(house.db);
  const answer = await house.ask(header, {
    method: 'POST',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
  });
  expect(answer.status).toBe(200);
  const after = tableHashes(house.db);
  expect([...after.keys()].filter((table) => after.get(table) !== before.get(table))).toEqual([
    'consents',
    'subscriptions',
  ]);
  const { subscriptions } = orThrow(await house.rooms.subscribers.lookUp('ana@example.org'));
  expect(subscriptions.find(({ newsletterId }) => newsletterId === house.daily.id)?.state).toBe('unsubscribed');
  expect(subscriptions.find(({ newsletterId }) => newsletterId === house.weekly.id)?.state).toBe('paused');
  const left = databaseHash(house.db);
  await scanLinks(house, mails.flatMap(everywhere));
  expect(databaseHash(house.db)).toBe(left);
});
