import { DAY, MINUTE } from '../../../../src/kernel/clock.js';
import { hubAddresses } from './hub-addresses.js';
import type { LinkHouse } from './link-house.js';
import { issueMail } from './mails.js';
import { makeTokens, type MadeTokens } from './make-tokens.js';

/** One address of a route, and what it is an example of. */
export interface Address {
  readonly what: string;
  readonly path: string;
  /** What GET answers. */
  readonly status: number;
}

/** By route. */
export type Addresses = Readonly<Record<string, readonly Address[]>>;

/** Every address a reader, a mail scanner or a hub may ask for: with tokens that are good, spent, too old and forged. */
export async function writeAddresses(house: LinkHouse): Promise<Addresses> {
  const old = await makeTokens(house, 'old');
  house.clock.advance(8 * DAY);
  const fresh = await makeTokens(house, 'fresh');
  await issueMail(house, fresh.reader);
  house.clock.advance(MINUTE);
  return { ...openPages, ...(await hubAddresses(house)), ...tokenedPages(house, { old, fresh }) };
}

const forge = (token: string): string => token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');

function tokenedPages({ tokens, daily }: LinkHouse, { old, fresh }: { old: MadeTokens; fresh: MadeTokens }): Addresses {
  const leave = (reader: string) => tokens.sign('unsubscribe', [reader, daily.id]);
  const choose = (reader: string) => tokens.sign('preferences', [reader]);
  const own = (act: string): readonly Address[] => [
    { what: 'of a mail', path: `/preferences/${choose(fresh.reader)}${act}`, status: 200 },
    { what: 'of an old mail', path: `/preferences/${choose(old.reader)}${act}`, status: 200 },
    { what: 'of who left', path: `/preferences/${choose(fresh.gone)}${act}`, status: 200 },
    { what: 'of who was erased', path: `/preferences/${choose(fresh.erased)}${act}`, status: 404 },
    { what: 'of an owner', path: `/preferences/${fresh.owner}${act}`, status: 200 },
    { what: 'of an owner, too old', path: `/preferences/${old.owner}${act}`, status: 404 },
    { what: 'forged', path: `/preferences/${forge(choose(fresh.reader))}${act}`, status: 404 },
  ];
  return {
    '/confirm/:token': [
      { what: 'good', path: `/confirm/${fresh.confirm}`, status: 200 },
      { what: 'spent', path: `/confirm/${fresh.confirmed}`, status: 200 },
      { what: 'spent long ago', path: `/confirm/${old.confirmed}`, status: 200 },
      { what: 'too old', path: `/confirm/${old.confirm}`, status: 404 },
      { what: 'forged', path: `/confirm/${forge(fresh.confirm)}`, status: 404 },
    ],
    '/unsubscribe/:token': [
      { what: 'good', path: `/unsubscribe/${leave(fresh.reader)}`, status: 200 },
      { what: 'good, and old', path: `/unsubscribe/${leave(old.reader)}`, status: 200 },
      { what: 'spent', path: `/unsubscribe/${leave(fresh.gone)}`, status: 200 },
      { what: 'spent, with the way back', path: `/unsubscribe/${leave(fresh.gone)}?undo=${fresh.undo}`, status: 200 },
      { what: 'spent, with a way back too old', path: `/unsubscribe/${leave(old.gone)}?undo=${old.undo}`, status: 200 },
      { what: 'of who was erased', path: `/unsubscribe/${leave(fresh.erased)}`, status: 200 },
      { what: 'forged', path: `/unsubscribe/${forge(leave(fresh.reader))}`, status: 404 },
    ],
    ...Object.fromEntries(
      ['', '/export', '/erase', '/owner-link'].map((act) => [`/preferences/:token${act}`, own(act)]),
    ),
    '/desk/sign-in/:token': [
      { what: 'good', path: `/desk/sign-in/${fresh.signIn}`, status: 200 },
      { what: 'spent', path: `/desk/sign-in/${fresh.signedIn}`, status: 409 },
      { what: 'too old', path: `/desk/sign-in/${old.signIn}`, status: 409 },
      { what: 'forged', path: `/desk/sign-in/${forge(fresh.signIn)}`, status: 404 },
    ],
  };
}

const openPages: Addresses = {
  '/': [{ what: 'the front page', path: '/', status: 200 }],
  '/subscribe': [{ what: 'the form', path: '/subscribe?newsletter=daily', status: 200 }],
  '/archive/:newsletter': [{ what: 'the list', path: '/archive/daily', status: 200 }],
  '/archive/:newsletter/feed.xml': [{ what: 'the feed', path: '/archive/daily/feed.xml', status: 200 }],
  '/archive/:newsletter/:slug': [
    { what: 'view in browser', path: '/archive/daily/2026-11-30', status: 200 },
    { what: 'of no issue', path: '/archive/daily/2026-11-29', status: 404 },
  ],
  '/embed.js': [{ what: 'the loader', path: '/embed.js', status: 200 }],
  '/embed/:newsletter': [
    { what: 'the box', path: '/embed/daily', status: 200 },
    { what: 'the box of nothing', path: '/embed/nothing', status: 404 },
  ],
};
