import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR } from '../../../src/kernel/clock.js';
import { orThrow } from '../../../src/kernel/refusal.js';
import { openAnasPages, type AnasPages } from './support/ana.js';

let site: AnasPages;
beforeEach(async () => {
  site = await openAnasPages();
});
afterEach(async () => site.close());

/** Presses the button of the page that was shown to who left. */
const undo = async (leftPage: string) =>
  site.press('undo', { nonce: site.hidden(leftPage, 'nonce'), undo: site.hidden(leftPage, 'undo') });

/** What was counted so far, by newsletter. */
const reasons = async () => {
  const counted = await site.room.leavingCounts({ from: 0, to: site.clock.now() });
  return counted.map(
    ({ newsletterId, counts }) => [newsletterId === site.daily.id ? 'daily' : newsletterId, counts] as const,
  );
};

const told = async () => (await reasons())[0]?.[1];

describe('unsubscribing on the page', () => {
  test('stops this newsletter, and one button undoes it', async () => {
    const page = await (await site.get(site.unsubscribePath)).text();
    expect(page).toContain('Unsubscribe from Morning Light');
    expect(page).not.toContain('ana@example.org');
    const html = await site.press('this');
    expect(html).toContain('You get no more mail from Morning Light.');
    expect(html).toContain('You still read Tide Table.');
    expect(await site.states('ana@example.org')).toEqual({ daily: 'unsubscribed', weekly: 'active' });
    expect(await undo(html)).toContain('Welcome back');
    expect(await site.states('ana@example.org')).toEqual({ daily: 'active', weekly: 'active' });
  });

  test('stops everything, and everything comes back', async () => {
    const html = await site.press('all');
    expect(await site.states('ana@example.org')).toEqual({ daily: 'unsubscribed', weekly: 'unsubscribed' });
    expect(await (await site.get(site.unsubscribePath)).text()).toContain('There is nothing left to do.');
    await undo(html);
    expect(await site.states('ana@example.org')).toEqual({ daily: 'active', weekly: 'active' });
  });

  test('who presses twice can still undo it', async () => {
    await site.press('this');
    await undo(await site.press('this'));
    expect(await site.states('ana@example.org')).toEqual({ daily: 'active', weekly: 'active' });
  });

  test('is not undone by who only has the link, nor by who left before', async () => {
    const earlier = await site.press('this');
    await undo(earlier);
    site.clock.advance(HOUR);
    await site.press('all');
    site.clock.advance(HOUR);
    const page = await (await site.get(site.unsubscribePath)).text();
    expect(page).not.toContain('That was a mistake');
    const nonce = site.hidden(earlier, 'nonce');
    expect(await site.press('undo', { nonce })).toContain('nothing to take back');
    expect(await undo(earlier)).toContain('nothing to take back');
    const again = await site.press('this', { nonce });
    expect(again).toContain('We send you nothing more.');
    expect(again).not.toContain('That was a mistake');
    expect(await site.states('ana@example.org')).toEqual({ daily: 'unsubscribed', weekly: 'unsubscribed' });
  });

  test('is undone by the owner, with the letter, also after a second leaving of that day', async () => {
    await undo(await site.press('this'));
    const letter = site.tokens.sign('undo-by-letter', [site.ana, site.newId()]);
    site.clock.advance(HOUR);
    await site.press('all');
    const page = await (await site.get(`${site.unsubscribePath}?undo=${letter}`)).text();
    expect(page).toContain('That was a mistake');
    const others = site.tokens.sign('undo-by-letter', [site.newId(), site.newId()]);
    const nonce = site.hidden(page, 'nonce');
    expect(await site.press('undo', { nonce, undo: others })).toContain('nothing to take back');
    await undo(page);
    expect(await site.states('ana@example.org')).toEqual({ daily: 'active', weekly: 'active' });
  });

  test('tells the owner by a letter with the way back, once a day', async () => {
    await undo(await site.press('this'));
    await site.press('all');
    expect(site.letters('left')).toMatchObject([
      { recipient: 'ana@example.org', payload: { newsletterIds: [site.daily.id] } },
    ]);
  });

  test('asks why, with nothing chosen beforehand, and only counts the answer', async () => {
    const html = await site.press('this');
    expect(html).toContain('May we ask why?');
    expect(html.match(/<input type="radio" name="reason"[^>]*>/g)).toHaveLength(4);
    expect(html).not.toMatch(/<input[^>]*name="reason"[^>]*checked/);
    expect(await site.press('reason', { reason: 'because' })).toContain('is not one of ours');
    expect(await site.press('reason', {})).toContain('is not one of ours');
    expect(await site.press('reason', { reason: 'too-many' })).toContain('Thank you for telling us.');
    expect(await reasons()).toEqual([['daily', { 'too-many': 1, 'not-for-me': 0, 'never-asked': 0, other: 0 }]]);
    const record = JSON.stringify(orThrow(await site.room.lookUp('ana@example.org')));
    expect(record).not.toContain('too-many');
    const everything = orThrow(await site.room.exportReader(site.tokens.sign('owner', [site.ana, site.newId()])));
    expect(JSON.stringify(everything)).not.toContain('too-many');
  });

  test('counts one answer for each leaving, and none of who still reads', async () => {
    await site.press('reason', { reason: 'other' });
    expect(await told()).toBeUndefined();
    const left = await site.press('this');
    for (const reason of ['other', 'never-asked', 'other']) await site.press('reason', { reason });
    expect(await told()).toMatchObject({ other: 1, 'never-asked': 0 });
    await undo(left);
    await site.press('this');
    await site.press('reason', { reason: 'never-asked' });
    expect(await told()).toMatchObject({ other: 1, 'never-asked': 1 });
  });

  test('takes a nonce of some hours at most, of this very link', async () => {
    const nonce = site.hidden(await (await site.get(site.unsubscribePath)).text(), 'nonce');
    const other = `/unsubscribe/${site.tokens.sign('unsubscribe', [site.ana, site.weekly.id])}`;
    expect((await site.form(other, { nonce, scope: 'this' })).status).toBe(403);
    site.clock.advance(7 * HOUR);
    expect((await site.form(site.unsubscribePath, { nonce, scope: 'this' })).status).toBe(403);
    expect(await site.states('ana@example.org')).toEqual({ daily: 'active', weekly: 'active' });
  });
});
