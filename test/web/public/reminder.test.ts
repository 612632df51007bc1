import { afterEach, beforeEach, expect, test } from '@jest/globals';
import PostalMime from 'postal-mime';
import { DAY } from '../../../src/kernel/clock.js';
import { orThrow } from '../../../src/kernel/refusal.js';
import { BASE_URL, openLinkHouse, VISITOR, type LinkHouse } from './support/link-house.js';
import { linksOf, sendLetters } from './support/mails.js';

const EMAIL = 'new@example.org';

let house: LinkHouse;
beforeEach(async () => {
  house = await openLinkHouse();
  orThrow(await house.newsletters.updateNewsroom({ remindAfterDays: 1 }));
  const { subscribers } = house.rooms;
  orThrow(await subscribers.subscribe({ email: EMAIL, newsletters: ['daily'], name: 'Buy at evil.example' }, VISITOR));
  await sendLetters(house);
  house.clock.advance(DAY);
  await subscribers.remindOfSignUps();
});
afterEach(async () => house.close());

const confirmToken = () =>
  house.tokens.sign('confirm', [house.letterTo('confirm', EMAIL).payload['confirmationId'] ?? '']);

test('the reminder is a letter of its own, free of what was typed, and its link confirms', async () => {
  const [reminder, ...others] = await sendLetters(house);
  expect([reminder?.kind, others]).toEqual(['reminder', []]);
  const bytes = reminder?.bytes ?? new Uint8Array();
  const { subject, text = '', html = '', to } = await PostalMime.parse(bytes);
  expect([subject, to?.[0]?.address]).toEqual(['Still to confirm: The Daily', EMAIL]);
  expect(text + html).not.toContain('evil');
  expect(text).toContain('The link works for 6 days.');
  const url = `${BASE_URL}/confirm/${confirmToken()}`;
  const links = await linksOf(bytes);
  expect([links.html.includes(url), links.text.includes(url)]).toEqual([true, true]);

  const page = await (await house.ask(url)).text();
  const nonce = /name="nonce" value="([^"]*)"/.exec(page)?.[1] ?? '';
  const answer = await house.ask(url, { method: 'POST', body: new URLSearchParams({ nonce }) });
  expect(await answer.text()).toContain('Welcome aboard');
});

test.each([
  ['confirmed', async () => house.rooms.subscribers.confirm(confirmToken(), VISITOR)],
  ['suppressed', async () => house.rooms.subscribers.suppress({ email: EMAIL }, 'desk')],
  ['left', async () => leave()],
])('a reminder that waits to be sent is not, once the reader is %s', async (_what, act: () => Promise<unknown>) => {
  await act();
  const sent = await sendLetters(house);
  expect(sent.map(({ kind }) => kind)).not.toContain('reminder');
  const state = house.db.sqlite.prepare(`SELECT state, reply FROM letters WHERE kind = 'reminder'`).get();
  expect(state).toEqual({ state: 'failed', reply: 'no longer wanted' });
});

async function leave() {
  const { id } = orThrow(await house.rooms.subscribers.lookUp(EMAIL)).subscriber;
  return house.rooms.subscribers.unsubscribe(house.tokens.sign('unsubscribe', [id, house.daily.id]), VISITOR);
}
