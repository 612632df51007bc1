import PostalMime from 'postal-mime';
import { createMessageComposer } from '../../../../src/adapters/compose-message.js';
import { loadPlates } from '../../../../src/delivery/plates.js';
import type { Mailer } from '../../../../src/delivery/mailer.js';
import { createLetterRenderer } from '../../../../src/delivery/render-letter.js';
import { createLetterSender } from '../../../../src/delivery/send-letter.js';
import { DEFAULT_VARIANT } from '../../../../src/issues/issue.js';
import { orThrow } from '../../../../src/kernel/refusal.js';
import { createLinks } from '../../../../src/subscribers/links.js';
import { addStory } from '../../../support/issues-world.js';
import { BASE_URL, type LinkHouse } from './link-house.js';
import { partsOf } from './page-parts.js';

/** An issue of the daily as it goes to that reader: built, approved, frozen and printed like every other. */
export async function issueMail(house: LinkHouse, subscriberId: string): Promise<Uint8Array> {
  const { rooms, world, newsletters, clock, tokens } = house;
  const image = { url: 'https://lantern.example/ferry.jpg', alt: 'A ferry', credit: null };
  addStory(world, 'The night ferry sails again', { section: 'Harbour', image, dek: 'After nine winters.' });
  addStory(world, 'The library lends drills now', { dek: 'And ladders.' });
  const { issue } = orThrow(await rooms.issues.build({ newsletter: 'daily', note: 'Read on.' }, 'person:edda'));
  orThrow(await rooms.issues.approve(issue.id, issue.contentHash, 'person:edda'));
  orThrow(await rooms.issues.send(issue.id, {}, 'person:edda'));
  await rooms.issues.prepare(issue.id);
  const press = {
    composer: createMessageComposer(),
    signer: null,
    tokens,
    links: createLinks({ tokens, baseUrl: BASE_URL }),
    bounceDomain: 'bounce.lantern.example',
  };
  const plates = await loadPlates({ issues: world.issues, newsletters, press }, issue.id);
  const printer = await plates?.printer(DEFAULT_VARIANT);
  const message = await printer?.print({ subscriberId, email: 'ana@example.org', dateHeader: clock.now() });
  if (message === undefined) throw new Error('The issue has no variant.');
  return message.bytes;
}

/** Sends every letter that waits and is still wanted, and returns those with their kinds. */
export async function sendLetters(house: LinkHouse): Promise<readonly { kind: string; bytes: Uint8Array }[]> {
  const sent: { kind: string; bytes: Uint8Array }[] = [];
  let kind = '';
  const mailer: Mailer = {
    concurrency: 1,
    send: async ({ bytes }) => {
      sent.push({ kind, bytes });
      return { kind: 'accepted', code: 250, reply: '250 2.0.0 Ok' };
    },
    check: async () => undefined,
    close: async () => {},
  };
  const sender = createLetterSender({
    ...house,
    subscribers: house.subscriberStore,
    renderer: createLetterRenderer(house.templates),
    composer: createMessageComposer(),
    signer: null,
    links: createLinks(house),
    mailer,
  });
  const kindOf = house.db.sqlite.prepare<[string], string>('SELECT kind FROM letters WHERE id = ?').pluck();
  for (const id of await sender.dueLetters()) {
    kind = kindOf.get(id) ?? '';
    await sender.sendLetter(id);
  }
  return sent;
}

/** Every address in a mail, from each place a scanner looks at. */
export interface MailLinks {
  readonly html: readonly string[];
  readonly text: readonly string[];
  /** Of List-Unsubscribe. */
  readonly header: readonly string[];
}

export async function linksOf(bytes: Uint8Array): Promise<MailLinks> {
  const mail = await PostalMime.parse(bytes);
  const header = mail.headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
  return {
    html: [...new Set(partsOf(mail.html ?? '').links)],
    text: [...new Set(mail.text?.match(/\bhttps?:\/\/\S+/g) ?? [])],
    header: [...header.matchAll(/<([^>]+)>/g)].map(([, link = '']) => link),
  };
}
