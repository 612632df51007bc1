import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { orThrow } from '../../../src/kernel/refusal.js';
import { openAnasPages, PRESS_THE_BUTTON, type AnasPages } from './support/ana.js';
import { databaseHash } from '../../support/database-hash.js';

let site: AnasPages;
beforeEach(async () => {
  site = await openAnasPages();
});
afterEach(async () => site.close());

describe('preferences', () => {
  test('show what is read and save what is ticked', async () => {
    const { html, nonce } = await site.openPreferences();
    expect(html.match(/name="newsletters"[^>]*checked/g)).toHaveLength(2);
    const answer = await site.form(site.preferencesPath, { nonce, newsletters: 'weekly', pauseDays: '0' });
    expect(await answer.text()).toContain('Saved.');
    expect(await site.states('ana@example.org')).toEqual({ daily: 'unsubscribed', weekly: 'active' });
  });

  test('pause, say until when, and keep the pause when saved again', async () => {
    const { nonce } = await site.openPreferences();
    const fields: [string, string][] = [
      ['nonce', nonce],
      ['newsletters', 'daily'],
      ['newsletters', 'weekly'],
    ];
    const answer = await site.form(site.preferencesPath, [...fields, ['pauseDays', '14']]);
    expect(await answer.text()).toMatch(/name="pauseDays" value checked[^]{0,80}Until 7 December 2026/);
    await site.form(site.preferencesPath, [...fields, ['pauseDays', '']]);
    expect(await site.states('ana@example.org')).toEqual({ daily: 'paused', weekly: 'paused' });
  });

  test('without their nonce save nothing: an empty POST does not mean "leave all"', async () => {
    for (const path of [site.preferencesPath, `${site.preferencesPath}/erase`]) {
      const answer = await site.form(path, {});
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain(PRESS_THE_BUTTON);
      expect(await (await site.get(path)).text()).not.toContain(PRESS_THE_BUTTON);
    }
    expect(await site.states('ana@example.org')).toEqual({ daily: 'active', weekly: 'active' });
  });

  test('can be read and saved as JSON', async () => {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const answer = await fetch(site.web.url + site.preferencesPath, {
      method: 'POST',
      headers,
      body: JSON.stringify({ newsletters: ['daily'], topics: ['Harbour'] }),
    });
    expect(await answer.json()).toMatchObject({
      subscriptions: [
        { newsletter: 'daily', state: 'active', topics: ['Harbour'] },
        { newsletter: 'weekly', state: 'unsubscribed' },
      ],
    });
    const missing = await fetch(site.web.url + site.preferencesPath, { method: 'POST', headers, body: '{}' });
    expect(missing.status).toBe(422);
  });

  test('say how often and about what, and until which day there is a break', async () => {
    const { html, nonce } = await site.openPreferences();
    expect(html).toContain('The best of the week');
    await site.form(site.preferencesPath, [
      ['nonce', nonce],
      ['newsletters', 'daily'],
      ['newsletters', 'weekly'],
      ['frequency.daily', 'urgent'],
      ['frequency.weekly', 'weekly'],
      ['asked.daily', 'topics'],
      ['asked.weekly', 'topics'],
      ['topics.daily', 'town hall'],
      ['pauseUntil', '2026-12-24'],
      ['language', 'de'],
    ]);
    const { subscriber, subscriptions } = orThrow(await site.room.lookUp('ana@example.org'));
    const pausedUntil = Date.parse('2026-12-24T00:00:00+01:00');
    expect(subscriber.language).toBe('de');
    expect(subscriptions).toMatchObject([
      { frequency: 'urgent', topics: ['Town Hall'], state: 'paused', pausedUntil },
      { frequency: 'weekly', topics: [], state: 'paused', pausedUntil },
    ]);
  });

  test.each([
    ['frequency.daily', 'hourly'],
    ['pauseUntil', '2026-11-01'],
    ['pauseUntil', '2031-01-01'],
    ['pauseUntil', 'soon'],
    ['language', 'Klingon!'],
  ])('with a wrong %s (%s) are refused by its name, and nothing is saved', async (name, value) => {
    const { nonce } = await site.openPreferences();
    const before = databaseHash(site.db);
    const answer = await site.form(site.preferencesPath, { nonce, newsletters: 'weekly', [name]: value });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(name.split('.')[0]);
    expect(databaseHash(site.db)).toBe(before);
  });
});
