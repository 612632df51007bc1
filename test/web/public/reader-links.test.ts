import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { DAY } from '../../../src/kernel/clock.js';
import { orThrow } from '../../../src/kernel/refusal.js';
import { openReaderWeb, type ReaderWeb } from './reader-web.js';

let site: ReaderWeb;
let ana: string;
beforeEach(async () => {
  site = await openReaderWeb();
  ana = await site.confirmedReader('ana@example.org', ['daily', 'weekly']);
  site.clock.advance(DAY);
});
afterEach(async () => site.close());

const PRESS_THE_BUTTON = 'Please press the button on this page; the form you sent was not from here or too old.';

const unsubscribePath = () => `/unsubscribe/${site.tokens.sign('unsubscribe', [ana, site.daily.id])}`;
const preferencesPath = () => `/preferences/${site.tokens.sign('preferences', [ana])}`;

/** A hash of every row of every table of the rooms. */
function databaseHash(): string {
  const tables = site.db.sqlite
    .prepare<[], { name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .all();
  const rows = tables.map(({ name }) => [name, site.db.sqlite.prepare(`SELECT * FROM "${name}"`).all()]);
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}

describe('a link in a mail', () => {
  test('changes nothing by GET, HEAD or OPTIONS, however often a scanner asks', async () => {
    orThrow(await site.room.subscribe({ email: 'new@example.org' }, { ip: null, userAgent: null, source: 'form' }));
    const paths = [
      `/confirm/${site.confirmToken()}`,
      unsubscribePath(),
      preferencesPath(),
      `${preferencesPath()}/export`,
      `${preferencesPath()}/erase`,
    ];
    const before = databaseHash();
    for (const path of paths) {
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'GET', 'HEAD', 'OPTIONS']) {
        const answer = await fetch(site.web.url + path, { method });
        expect(`${method} ${answer.status}`).toBe(`${method} 200`);
      }
    }
    expect(databaseHash()).toBe(before);
  });

  test('is not leaked: no referrer, no cache, no cookie, nothing from other hosts, no index', async () => {
    for (const path of [unsubscribePath(), preferencesPath(), `${preferencesPath()}/erase`, '/confirm/forged']) {
      const answer = await site.get(path);
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('set-cookie')).toBeNull();
      const html = await answer.text();
      expect(html).toContain('noindex');
      expect(html).not.toMatch(/(src|href)="https?:\/\/(?!lantern\.example)/);
    }
  });

  test.each(['confirm', 'unsubscribe', 'preferences'])('to %s is refused in words when forged', async (kind) => {
    const wrong = site.tokens.sign('bounce', [ana, site.daily.id]);
    const answer = await site.get(`/${kind}/${wrong}`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('Copy the whole link from the mail');
    expect((await site.form(`/${kind}/${wrong}`, {})).status).toBe(404);
  });
});

describe('confirming', () => {
  let path: string;
  beforeEach(async () => {
    orThrow(
      await site.room.subscribe(
        { email: 'new@example.org', newsletters: ['daily'] },
        { ip: null, userAgent: null, source: 'form' },
      ),
    );
    path = `/confirm/${site.confirmToken()}`;
  });

  test('takes the button of the page, and says so again later', async () => {
    const html = await (await site.get(path)).text();
    expect(html).toContain('You asked for Morning Light from The Harbour Lantern.');
    expect(html).not.toContain(PRESS_THE_BUTTON);
    const answer = await site.form(path, { nonce: site.hidden(html, 'nonce') });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Welcome aboard');
    expect(await site.states('new@example.org')).toEqual({ daily: 'active' });
    expect(await (await site.get(path)).text()).toContain('Already confirmed');
    const again = await site.form(path, { nonce: site.hidden(html, 'nonce') });
    expect(await again.text()).toContain('Already confirmed');
  });

  test.each([{}, { nonce: '' }, { nonce: 'x'.repeat(43) }])(
    'without the nonce of the page (%j) shows the button and confirms nothing',
    async (fields) => {
      const answer = await site.form(path, fields);
      expect(answer.status).toBe(403);
      const html = await answer.text();
      expect(html).toContain('Yes, subscribe me');
      expect(html).toContain(PRESS_THE_BUTTON);
      expect(await site.states('new@example.org')).toEqual({ daily: 'pending' });
    },
  );
});

describe('one-click unsubscribe (RFC 8058)', () => {
  const multipart = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n';
  test.each([
    ['a form', 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    ['multipart', 'multipart/form-data; boundary=b', multipart],
    ['an empty body', 'application/x-www-form-urlencoded', ''],
    ['no content type', '', ''],
    ['broken JSON', 'application/json', '{'],
    ['plain text', 'text/plain', 'List-Unsubscribe=One-Click'],
  ])('by %s is 200 at once, with no cookie, redirect or page', async (_name, type, body) => {
    const answer = await fetch(site.web.url + unsubscribePath(), {
      method: 'POST',
      redirect: 'manual',
      headers: {
        ...(type === '' ? {} : { 'content-type': type }),
        origin: 'https://mail.example',
        'sec-fetch-site': 'cross-site',
      },
      body: Buffer.from(body),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await answer.text()).toBe('');
    expect(await site.states('ana@example.org')).toEqual({ daily: 'unsubscribed', weekly: 'active' });
    expect(orThrow(await site.room.lookUp('ana@example.org')).consents.at(-1)).toMatchObject({ action: 'one-click' });
  });

  test('works a second time, and after the reader was erased', async () => {
    const post = async () => fetch(site.web.url + unsubscribePath(), { method: 'POST' });
    expect((await post()).status).toBe(200);
    expect((await post()).status).toBe(200);
    orThrow(await site.room.erase(site.tokens.sign('preferences', [ana])));
    expect((await post()).status).toBe(200);
    expect((await site.get(unsubscribePath())).status).toBe(200);
  });
});

describe('unsubscribing on the page', () => {
  test('stops this newsletter, and one button undoes it', async () => {
    const page = await (await site.get(unsubscribePath())).text();
    expect(page).toContain('Unsubscribe from Morning Light');
    expect(page).not.toContain('ana@example.org');
    const answer = await site.form(unsubscribePath(), { scope: 'this' });
    const html = await answer.text();
    expect(html).toContain('You get no more mail from Morning Light.');
    expect(html).toContain('You still read Tide Table.');
    expect(await site.states('ana@example.org')).toEqual({ daily: 'unsubscribed', weekly: 'active' });
    const action = /action="(\/preferences\/[^"]+)"/.exec(html)?.[1] ?? '';
    const undone = await site.form(action, [
      ['nonce', site.hidden(html, 'nonce')],
      ['undo', '1'],
      ...Array.from(html.matchAll(/name="newsletters" value="([^"]+)"/g), (match): [string, string] => [
        'newsletters',
        match[1] ?? '',
      ]),
    ]);
    expect(await undone.text()).toContain('Welcome back');
    expect(await site.states('ana@example.org')).toEqual({ daily: 'active', weekly: 'active' });
  });

  test('stops everything', async () => {
    await site.form(unsubscribePath(), { scope: 'all' });
    expect(await site.states('ana@example.org')).toEqual({ daily: 'unsubscribed', weekly: 'unsubscribed' });
    expect(await (await site.get(unsubscribePath())).text()).toContain('There is nothing left to do.');
  });
});

/** The preferences page with the nonce of its form. */
async function openPreferences() {
  const html = await (await site.get(preferencesPath())).text();
  return { html, nonce: site.hidden(html, 'nonce') };
}

describe('preferences', () => {
  test('show what is read and save what is ticked', async () => {
    const { html, nonce } = await openPreferences();
    expect(html.match(/type="checkbox"[^>]*checked/g)).toHaveLength(2);
    const answer = await site.form(preferencesPath(), { nonce, newsletters: 'weekly', pauseDays: '0' });
    expect(await answer.text()).toContain('Saved.');
    expect(await site.states('ana@example.org')).toEqual({ daily: 'unsubscribed', weekly: 'active' });
  });

  test('pause, say until when, and keep the pause when saved again', async () => {
    const { nonce } = await openPreferences();
    const fields: [string, string][] = [
      ['nonce', nonce],
      ['newsletters', 'daily'],
      ['newsletters', 'weekly'],
    ];
    const answer = await site.form(preferencesPath(), [...fields, ['pauseDays', '14']]);
    expect(await answer.text()).toMatch(/name="pauseDays" value checked[^]{0,80}Until 7 December 2026/);
    await site.form(preferencesPath(), [...fields, ['pauseDays', '']]);
    expect(await site.states('ana@example.org')).toEqual({ daily: 'paused', weekly: 'paused' });
  });

  test('without their nonce save nothing: an empty POST does not mean "leave all"', async () => {
    for (const path of [preferencesPath(), `${preferencesPath()}/erase`]) {
      const answer = await site.form(path, {});
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain(PRESS_THE_BUTTON);
      expect(await (await site.get(path)).text()).not.toContain(PRESS_THE_BUTTON);
    }
    expect(await site.states('ana@example.org')).toEqual({ daily: 'active', weekly: 'active' });
  });

  test('can be read and saved as JSON', async () => {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const answer = await fetch(site.web.url + preferencesPath(), {
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
    const missing = await fetch(site.web.url + preferencesPath(), { method: 'POST', headers, body: '{}' });
    expect(missing.status).toBe(422);
  });

  test('hand out everything as a file', async () => {
    const answer = await site.get(`${preferencesPath()}/export`);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=my-subscription.json');
    expect(await answer.json()).toMatchObject({ subscriber: { email: 'ana@example.org' } });
  });

  test('erase after asking once more', async () => {
    const html = await (await site.get(`${preferencesPath()}/erase`)).text();
    const answer = await site.form(`${preferencesPath()}/erase`, { nonce: site.hidden(html, 'nonce') });
    expect(await answer.text()).toContain('You are forgotten');
    expect((await site.get(preferencesPath())).status).toBe(404);
    expect((await site.room.lookUp('ana@example.org')).ok).toBe(false);
  });
});
