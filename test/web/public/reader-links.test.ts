import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../../src/kernel/clock.js';
import { orThrow } from '../../../src/kernel/refusal.js';
import { hashOfTables } from '../../support/database.js';
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
const ownerPath = () => `/preferences/${site.tokens.sign('owner', [ana, site.newId()])}`;
const preferencesPath = () => `/preferences/${site.tokens.sign('preferences', [ana])}`;

describe('a link in a mail', () => {
  test('changes nothing by GET, HEAD or OPTIONS, however often a scanner asks', async () => {
    orThrow(await site.room.subscribe({ email: 'new@example.org' }, { ip: null, userAgent: null, source: 'form' }));
    const paths = [
      `/confirm/${site.confirmToken()}`,
      unsubscribePath(),
      preferencesPath(),
      `${preferencesPath()}/export`,
      `${preferencesPath()}/erase`,
      `${preferencesPath()}/owner-link`,
      ownerPath(),
      `${ownerPath()}/export`,
      `${ownerPath()}/erase`,
    ];
    const before = hashOfTables(site.db);
    for (const path of paths) {
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'GET', 'HEAD', 'OPTIONS']) {
        const answer = await fetch(site.web.url + path, { method });
        expect(`${method} ${answer.status}`).toBe(`${method} 200`);
      }
    }
    expect(hashOfTables(site.db)).toBe(before);
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

const FORM = 'application/x-www-form-urlencoded';

/** As a mail provider posts to Ana's unsubscribe link. */
const post = async (type: string, body: string) =>
  fetch(site.web.url + unsubscribePath(), {
    method: 'POST',
    redirect: 'manual',
    headers: {
      ...(type === '' ? {} : { 'content-type': type }),
      origin: 'https://mail.example',
      'sec-fetch-site': 'cross-site',
    },
    body: Buffer.from(body),
  });
const oneClick = async () => post(FORM, 'List-Unsubscribe=One-Click');

/** As much as is taken, and no line of it ends. */
const DASHES = `--b\r\nContent-Disposition: form-data; name=x\r\n\r\na${'-'.repeat(65_000)}`;

describe('one-click unsubscribe (RFC 8058)', () => {
  const multipart = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n';

  test.each([
    ['a form, as Gmail sends it', FORM, 'List-Unsubscribe=One-Click'],
    ['multipart', 'multipart/form-data; boundary=b', multipart],
    ['multipart with bare line feeds', 'multipart/form-data; boundary=b', multipart.replaceAll('\r', '')],
    ['a form without its type', '', 'List-Unsubscribe=One-Click'],
    ['plain text', 'text/plain', 'List-Unsubscribe=One-Click'],
    ['a form in other letters', FORM, 'list-unsubscribe=one-click'],
    ['a form with more in it', FORM, 'a=b&List-Unsubscribe=One-Click&scope=all'],
  ])('by %s is 200 at once, with no cookie, redirect or page', async (_name, type, body) => {
    const answer = await post(type, body);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await answer.text()).toBe('');
    expect(await site.states('ana@example.org')).toEqual({ daily: 'unsubscribed', weekly: 'active' });
    expect(orThrow(await site.room.lookUp('ana@example.org')).consents.at(-1)).toMatchObject({ action: 'one-click' });
  });

  test.each([
    ['an empty body', '', ''],
    ['broken JSON', 'application/json', '{'],
    ['another field', FORM, 'List-Unsubscribe=Two-Clicks'],
    ['the button of the page without its nonce', FORM, 'scope=all'],
    ['a nonce of another reader', FORM, 'scope=all&nonce=forged'],
    ['multipart that is almost nothing but dashes', 'multipart/form-data; boundary=b', DASHES],
    ['multipart about something else', 'multipart/form-data; boundary=b', multipart.replaceAll('One-Click', 'No')],
  ])('is not %s: that is shown the page and changes nothing', async (_name, type, body) => {
    const before = hashOfTables(site.db);
    const answer = await post(type, body);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('Unsubscribe from Morning Light');
    expect(hashOfTables(site.db)).toBe(before);
  });

  test('works a second time, and after the reader was erased', async () => {
    expect((await oneClick()).status).toBe(200);
    expect((await oneClick()).status).toBe(200);
    orThrow(await site.room.erase(site.tokens.sign('owner', [ana, site.newId()])));
    const erased = hashOfTables(site.db);
    expect((await oneClick()).status).toBe(200);
    const page = await site.get(unsubscribePath());
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain('We hold no address for this link any more');
    expect(html).not.toContain('<form');
    expect(hashOfTables(site.db)).toBe(erased);
  });

  test('gets no letter about it: the owner pressed it in their own mail program', async () => {
    await post(FORM, 'List-Unsubscribe=One-Click');
    expect(site.letters('left')).toEqual([]);
  });
});

/** Presses a button of the unsubscribe page of Ana's daily, as whoever holds the link. */
const press = async (scope: string, fields: Record<string, string> = {}) => {
  const page = await (await site.get(unsubscribePath())).text();
  return (await site.form(unsubscribePath(), { nonce: site.hidden(page, 'nonce'), scope, ...fields })).text();
};

/** Presses the button of the page that was shown to who left. */
const undo = async (leftPage: string) =>
  press('undo', { nonce: site.hidden(leftPage, 'nonce'), undo: site.hidden(leftPage, 'undo') });

describe('unsubscribing on the page', () => {
  test('stops this newsletter, and one button undoes it', async () => {
    const page = await (await site.get(unsubscribePath())).text();
    expect(page).toContain('Unsubscribe from Morning Light');
    expect(page).not.toContain('ana@example.org');
    const html = await press('this');
    expect(html).toContain('You get no more mail from Morning Light.');
    expect(html).toContain('You still read Tide Table.');
    expect(await site.states('ana@example.org')).toEqual({ daily: 'unsubscribed', weekly: 'active' });
    expect(await undo(html)).toContain('Welcome back');
    expect(await site.states('ana@example.org')).toEqual({ daily: 'active', weekly: 'active' });
  });

  test('stops everything, and everything comes back', async () => {
    const html = await press('all');
    expect(await site.states('ana@example.org')).toEqual({ daily: 'unsubscribed', weekly: 'unsubscribed' });
    expect(await (await site.get(unsubscribePath())).text()).toContain('There is nothing left to do.');
    await undo(html);
    expect(await site.states('ana@example.org')).toEqual({ daily: 'active', weekly: 'active' });
  });

  test('who presses twice can still undo it', async () => {
    await press('this');
    await undo(await press('this'));
    expect(await site.states('ana@example.org')).toEqual({ daily: 'active', weekly: 'active' });
  });

  test('is not undone by who only has the link, nor by who left before', async () => {
    const earlier = await press('this');
    await undo(earlier);
    site.clock.advance(HOUR);
    await press('all');
    site.clock.advance(HOUR);
    const page = await (await site.get(unsubscribePath())).text();
    expect(page).not.toContain('That was a mistake');
    const nonce = site.hidden(earlier, 'nonce');
    expect(await press('undo', { nonce })).toContain('nothing to take back');
    expect(await undo(earlier)).toContain('nothing to take back');
    const again = await press('this', { nonce });
    expect(again).toContain('We send you nothing more.');
    expect(again).not.toContain('That was a mistake');
    expect(await site.states('ana@example.org')).toEqual({ daily: 'unsubscribed', weekly: 'unsubscribed' });
  });

  test('is undone by the owner, with the letter, also after a second leaving of that day', async () => {
    await undo(await press('this'));
    const letter = site.tokens.sign('undo-by-letter', [ana, site.newId()]);
    site.clock.advance(HOUR);
    await press('all');
    const page = await (await site.get(`${unsubscribePath()}?undo=${letter}`)).text();
    expect(page).toContain('That was a mistake');
    const others = site.tokens.sign('undo-by-letter', [site.newId(), site.newId()]);
    const nonce = site.hidden(page, 'nonce');
    expect(await press('undo', { nonce, undo: others })).toContain('nothing to take back');
    await undo(page);
    expect(await site.states('ana@example.org')).toEqual({ daily: 'active', weekly: 'active' });
  });

  test('tells the owner by a letter with the way back, once a day', async () => {
    await undo(await press('this'));
    await press('all');
    expect(site.letters('left')).toMatchObject([
      { recipient: 'ana@example.org', payload: { newsletterIds: [site.daily.id] } },
    ]);
  });

  test('asks why, which need not be answered and is counted', async () => {
    expect(await press('this')).toContain('May we ask why?');
    expect(await press('reason', { reason: 'too-many' })).toContain('Thank you for telling us.');
    const said = orThrow(await site.room.lookUp('ana@example.org')).consents.at(-1);
    expect(said).toMatchObject({ action: 'reason:too-many', newsletterId: site.daily.id, ip: null, userAgent: null });
    expect(await press('reason', { reason: 'because' })).toContain('is not one of ours');
  });

  test('takes a nonce of some hours at most, of this very link', async () => {
    const nonce = site.hidden(await (await site.get(unsubscribePath())).text(), 'nonce');
    const other = `/unsubscribe/${site.tokens.sign('unsubscribe', [ana, site.weekly.id])}`;
    expect((await site.form(other, { nonce, scope: 'this' })).status).toBe(403);
    site.clock.advance(7 * HOUR);
    expect((await site.form(unsubscribePath(), { nonce, scope: 'this' })).status).toBe(403);
    expect(await site.states('ana@example.org')).toEqual({ daily: 'active', weekly: 'active' });
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
    expect(html.match(/name="newsletters"[^>]*checked/g)).toHaveLength(2);
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

  test('say how often and about what, and until which day there is a break', async () => {
    const { html, nonce } = await openPreferences();
    expect(html).toContain('The best of the week');
    await site.form(preferencesPath(), [
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
    const { nonce } = await openPreferences();
    const before = hashOfTables(site.db);
    const answer = await site.form(preferencesPath(), { nonce, newsletters: 'weekly', [name]: value });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(name.split('.')[0]);
    expect(hashOfTables(site.db)).toBe(before);
  });
});

describe('a link that may have been forwarded', () => {
  test('shows no address and hands out nothing, but mails the owner a link that does', async () => {
    const { html, nonce } = await openPreferences();
    expect(html).not.toContain('ana@example.org');
    for (const act of ['export', 'erase', 'owner-link']) {
      const page = await (await site.get(`${preferencesPath()}/${act}`)).text();
      expect(page).toContain('Mail me the link');
      expect(page).not.toContain('ana@example.org');
      const answer = await site.form(`${preferencesPath()}/${act}`, { nonce });
      expect(answer.status).toBe(202);
      expect(await answer.text()).toContain('a…@example.org');
    }
    expect(site.letters('owner')).toMatchObject([{ recipient: 'ana@example.org' }]);
    expect((await site.room.lookUp('ana@example.org')).ok).toBe(true);
    const program = await site.get(`${preferencesPath()}/export`, { accept: 'application/json' });
    expect(program.status).toBe(403);
  });

  test('pauses not behind the owner’s back', async () => {
    const { nonce } = await openPreferences();
    const fields = (...more: [string, string][]): [string, string][] => [
      ['nonce', nonce],
      ['newsletters', 'daily'],
      ...more,
    ];
    await site.form(preferencesPath(), fields(['newsletters', 'weekly'], ['pauseDays', '365']));
    expect(site.letters('paused')).toMatchObject([
      { recipient: 'ana@example.org', payload: { newsletterIds: [site.daily.id, site.weekly.id] } },
    ]);
    site.clock.advance(DAY);
    await site.form(ownerPath(), fields(['pauseDays', '10']));
    expect(site.letters('paused')).toHaveLength(1);
  });

  test('does not add a newsletter: that takes a confirmation from the address', async () => {
    const ben = await site.confirmedReader('ben@example.org', ['daily']);
    const path = `/preferences/${site.tokens.sign('preferences', [ben])}`;
    const nonce = site.hidden(await (await site.get(path)).text(), 'nonce');
    const fields: [string, string][] = [
      ['nonce', nonce],
      ['newsletters', 'daily'],
      ['newsletters', 'weekly'],
    ];
    expect(await (await site.form(path, fields)).text()).toContain('To start Tide Table, open the link in the mail');
    expect(await site.states('ben@example.org')).toEqual({ daily: 'active', weekly: 'pending' });
    const owner = `/preferences/${site.tokens.sign('owner', [ben, site.newId()])}`;
    await site.form(owner, fields);
    expect(await site.states('ben@example.org')).toEqual({ daily: 'active', weekly: 'active' });
  });
});

describe("an owner's link", () => {
  test('shows the address and hands out everything as a file', async () => {
    expect(await (await site.get(ownerPath())).text()).toContain('ana@example.org');
    const answer = await site.get(`${ownerPath()}/export`);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=my-subscription.json');
    expect(await answer.json()).toMatchObject({ subscriber: { email: 'ana@example.org' } });
  });

  test('erases after asking once more', async () => {
    const path = `${ownerPath()}/erase`;
    const html = await (await site.get(path)).text();
    const answer = await site.form(path, { nonce: site.hidden(html, 'nonce') });
    expect(await answer.text()).toContain('You are forgotten');
    expect((await site.get(preferencesPath())).status).toBe(404);
    expect((await site.room.lookUp('ana@example.org')).ok).toBe(false);
  });

  test('works for a day', async () => {
    const path = ownerPath();
    site.clock.advance(DAY + 1);
    const answer = await site.get(path);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('This link worked for one day.');
  });
});

/** Action, other fields and buttons of every form in a page. */
const formsOf = (html: string) =>
  [...html.matchAll(/<form[^>]*action="([^"]+)"[^>]*>([^]*?)<\/form>/g)].map(([, action = '', inner = '']) => ({
    action,
    fields: [...inner.matchAll(/name="([^"]+)"[^>]*value="([^"]*)"/g)]
      .map(([, name = '', value = '']): [string, string] => [name, value])
      .filter(([name]) => name !== 'nonce'),
  }));

describe('a scanner that opens every link of a mail and sends every form without its nonce', () => {
  test('changes nothing', async () => {
    orThrow(await site.room.subscribe({ email: 'new@example.org' }, { ip: null, userAgent: null, source: 'form' }));
    const links = [unsubscribePath(), preferencesPath(), `/confirm/${site.confirmToken()}`, ownerPath()];
    const before = hashOfTables(site.db);
    let sent = 0;
    const open = [...links, `${preferencesPath()}/erase`, `${ownerPath()}/erase`, `${preferencesPath()}/owner-link`];
    for (const link of open) {
      for (const { action, fields } of formsOf(await (await site.get(link)).text())) {
        const buttons = fields.filter(([name]) => name === 'scope');
        for (const button of buttons.length > 0 ? buttons : [undefined]) {
          const rest = fields.filter(([name]) => name !== 'scope');
          const answer = await site.form(action, button === undefined ? rest : [...rest, button]);
          expect(`${action} ${answer.status}`).toBe(`${action} 403`);
          sent += 1;
        }
      }
      expect((await site.form(link, {})).status).toBe(403);
    }
    expect(sent).toBeGreaterThanOrEqual(8);
    expect(hashOfTables(site.db)).toBe(before);
  });
});
