import { afterEach, describe, expect, test } from '@jest/globals';
import { Router } from 'express';
import { connect } from 'node:net';
import { RefusedError } from '../../../src/kernel/refusal.js';
import type { MountedRouter } from '../../../src/web/app.js';
import type { WebOptions } from '../../support/web.js';
import { openReaderWeb, type ReaderWeb } from './reader-web.js';

let site: ReaderWeb;
afterEach(async () => site.close());
const open = async (options: Partial<WebOptions> = {}) => {
  site = await openReaderWeb(options);
};

describe('every answer', () => {
  test('comes with a strict policy and without a word about the server', async () => {
    await open();
    const { headers } = await site.get('/');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self' https: data: http:;connect-src 'self';" +
        "frame-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  test('asks for https where the site has it', async () => {
    await open({ baseUrl: 'https://news.lantern.example' });
    const { headers } = await site.get('/');
    expect(headers.get('strict-transport-security')).toMatch(/max-age=31536000/);
    expect(headers.get('content-security-policy')).not.toContain(' http:');
  });

  test('is kept by browsers where it is an asset, with the newsroom’s colour made readable', async () => {
    await open();
    const sheet = await site.get('/assets/pressrun.css');
    expect(sheet.headers.get('cache-control')).toBe('public, max-age=600');
    expect(sheet.headers.get('etag')).not.toBeNull();
    expect(await (await site.get('/assets/brand.css')).text()).toMatch(/^:root\{--accent:#0b6e75\}@media/);
    expect((await site.get('/assets/../app.ts')).status).toBe(404);
    expect((await site.get('/assets/%2e%2e/app.ts')).status).toBe(404);
  });
});

describe('a form from another site', () => {
  test.each([
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 202],
    [{}, 202],
  ])('with %j is answered %i', async (headers, status) => {
    await open();
    const answer = await site.form('/subscribe', { email: 'ana@example.org' }, headers);
    expect(answer.status).toBe(status);
    expect((await site.room.lookUp('ana@example.org')).ok).toBe(status === 202);
  });

  test('is told apart from our own by the address of the site', async () => {
    await open({ baseUrl: 'https://news.lantern.example' });
    const fields = { email: 'ana@example.org' };
    const ours = await site.form('/subscribe', fields, { origin: 'https://news.lantern.example' });
    const other = await site.form('/subscribe', fields, { origin: 'https://news.lantern.example.evil.example' });
    expect([ours.status, other.status]).toEqual([202, 403]);
  });

  test('on a page with a secret address may hide its origin, as browsers do there, but not name another', async () => {
    await open();
    const ana = await site.confirmedReader('ana@example.org');
    const path = `/preferences/${site.tokens.sign('preferences', [ana])}`;
    const nonce = site.hidden(await (await site.get(path)).text(), 'nonce');
    const send = async (origin: string) => (await site.form(path, { nonce, newsletters: 'daily' }, { origin })).status;
    expect(await send('null')).toBe(200);
    expect(await send('https://evil.example')).toBe(403);
  });
});

/** A router whose pages fail, as a fault and as a refusal. */
const broken = (): readonly MountedRouter[] => {
  const router = Router();
  router.get(['/boom', '/api/boom'], () => {
    throw new Error('password=hunter2');
  });
  router.get(['/late', '/api/late'], async () => {
    throw new RefusedError({ code: 'issue.changed', kind: 'conflict', detail: 'Somebody changed it.' });
  });
  return [{ path: '/', router }];
};

describe('what cannot be answered', () => {
  test('is a page for people and problem+json for programs', async () => {
    await open();
    const page = await site.get('/nowhere', { accept: 'text/html' });
    expect(page.status).toBe(404);
    expect(await page.text()).toContain('The Harbour Lantern');
    for (const answer of [
      await site.get('/api/v1/nowhere'),
      await site.get('/nowhere', { accept: 'application/json' }),
    ]) {
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(await answer.json()).toMatchObject({ type: 'about:blank', title: 'Not Found', code: 'page.unknown' });
    }
  });

  test('shows only a number of what broke, and logs the rest under it', async () => {
    await open({ routers: broken });
    const page = await site.get('/boom');
    const html = await page.text();
    expect(page.status).toBe(500);
    expect(html).not.toContain('hunter2');
    const { id } = (await (await site.get('/api/boom')).json()) as { id: string };
    const failures = site.web.logged.filter((entry) => entry.event === 'web.failed');
    expect(failures).toHaveLength(2);
    expect(html).toContain(String(failures[0]?.fields['id']));
    expect(failures[1]?.fields['id']).toBe(id);
    expect(String(failures[1]?.fields['error'])).toContain('hunter2');
  });

  test('keeps its words when it is a refusal thrown on the way', async () => {
    await open({ routers: broken });
    const answer = await site.get('/api/late');
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'issue.changed', detail: 'Somebody changed it.' });
    expect(await (await site.get('/late')).text()).toContain('Somebody changed it.');
  });

  test('is refused as such when the request itself is broken', async () => {
    await open();
    const post = async (type: string, body: string) =>
      fetch(`${site.web.url}/subscribe`, { method: 'POST', headers: { 'content-type': type }, body });
    expect((await post('application/json', '{')).status).toBe(400);
    expect((await post('application/json', `"${'x'.repeat(70_000)}"`)).status).toBe(413);
    expect((await post('application/json; charset=klingon', '{}')).status).toBe(415);
    expect((await site.get('/archive/%E0%A4%A')).status).toBe(400);
  });

  test('never puts a token into the log', async () => {
    await open();
    const ana = await site.confirmedReader('ana@example.org');
    const token = site.tokens.sign('unsubscribe', [ana, site.daily.id]);
    site.db.sqlite.exec('ALTER TABLE subscribers RENAME TO hidden');
    expect((await site.get(`/unsubscribe/${token}`)).status).toBe(500);
    const log = JSON.stringify(site.web.logged);
    expect(log).toContain('web.failed');
    expect(log).not.toContain(token);
  });
});

describe('health', () => {
  test('is 200 while the process answers, and ready only when every part is', async () => {
    await open({ readiness: [{ part: 'database', ready: true, detail: 'writes' }] });
    expect((await site.get('/healthz')).status).toBe(200);
    expect((await site.get('/readyz')).status).toBe(200);
    await site.close();
    await open({
      readiness: [
        { part: 'database', ready: true, detail: 'writes' },
        { part: 'redis', ready: false, detail: 'no answer' },
      ],
    });
    const answer = await site.get('/readyz');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ ready: false, parts: [{}, { part: 'redis', detail: 'no answer' }] });
  });
});

/** How many of 24 sign-ups are taken that name these addresses as where they come from. */
async function signUps(forwarded: (index: number) => string): Promise<number> {
  let taken = 0;
  for (let index = 0; index < 24; index++) {
    const headers = { 'x-forwarded-for': forwarded(index) };
    if ((await site.form('/subscribe', { email: `r${index}@example.org` }, headers)).status === 202) taken++;
    site.clock.advance(1);
  }
  return taken;
}

describe('a visitor behind a proxy', () => {
  test('cannot choose an address when no proxy is trusted', async () => {
    await open({ trustProxy: false });
    expect(await signUps((index) => `203.0.113.${index}`)).toBe(20);
  });

  test('is known by what the one trusted proxy adds', async () => {
    await open({ trustProxy: 1 });
    expect(await signUps((index) => `198.51.100.${index}, 203.0.113.9`)).toBe(20);
  });
});

describe('a raw socket', () => {
  test('with a header for another host gets no page made from it', async () => {
    await open();
    const { port } = new URL(site.web.url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.end('GET /subscribe HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'),
      );
      let text = '';
      socket.on('data', (data) => {
        text += data.toString();
      });
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toContain('200 OK');
    expect(answer).not.toContain('evil.example');
  });
});
