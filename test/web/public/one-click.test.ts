import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { orThrow } from '../../../src/kernel/refusal.js';
import { openAnasPages, type AnasPages } from './support/ana.js';
import { databaseHash } from '../../support/database-hash.js';

let site: AnasPages;
beforeEach(async () => {
  site = await openAnasPages();
});
afterEach(async () => site.close());

const FORM = 'application/x-www-form-urlencoded';

/** As a mail provider posts to Ana's unsubscribe link. */
const post = async (type: string, body: string) =>
  fetch(site.web.url + site.unsubscribePath, {
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
    const before = databaseHash(site.db);
    const answer = await post(type, body);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('Unsubscribe from Morning Light');
    expect(databaseHash(site.db)).toBe(before);
  });

  test('works a second time, and after the reader was erased', async () => {
    expect((await oneClick()).status).toBe(200);
    expect((await oneClick()).status).toBe(200);
    orThrow(await site.room.erase(site.tokens.sign('owner', [site.ana, site.newId()])));
    const erased = databaseHash(site.db);
    expect((await oneClick()).status).toBe(200);
    const page = await site.get(site.unsubscribePath);
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain('We hold no address for this link any more');
    expect(html).not.toContain('<form');
    expect(databaseHash(site.db)).toBe(erased);
  });

  test('gets no letter about it: the owner pressed it in their own mail program', async () => {
    await post(FORM, 'List-Unsubscribe=One-Click');
    expect(site.letters('left')).toEqual([]);
  });
});
