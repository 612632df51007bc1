import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mayActAs, ROLES, type Role } from '../../../src/accounts/role.js';
import { DAY, MINUTE } from '../../../src/kernel/clock.js';
import { deskRoutes } from '../../../src/web/desk/desk-routes.js';
import { openDeskClient, tokenIn, type DeskClient } from './desk-client.js';
import { openDeskWorld, type DeskWorld } from './desk-world.js';

let world: DeskWorld;
let desk: DeskClient;

beforeAll(async () => {
  world = await openDeskWorld();
  desk = await openDeskClient(world);
});
afterAll(async () => world.close());

const linkFor = async (role: Role) =>
  new URL(await world.accounts.signInLink(world.people[role], 30 * MINUTE)).pathname;
const nonceIn = (html: string) => /name="nonce" value="([^"]+)"/.exec(html)?.[1] ?? '';
const press = async (path: string, nonce: string, cookie?: string) =>
  desk.request(path, {
    method: 'POST',
    body: new URLSearchParams({ nonce }),
    headers: { origin: world.url, ...(cookie === undefined ? {} : { cookie }) },
  });

describe('sign-in', () => {
  test('every page asks strangers to sign in and every act refuses them', async () => {
    for (const { method, path } of deskRoutes(world.web.deps)) {
      const url = `/desk${path.replaceAll(/:\w+/g, 'nothing')}`;
      const answer = method === 'get' ? await desk.visit(url, { as: null }) : await desk.post(url, {}, { as: null });
      expect([method, path, answer.status]).toEqual([method, path, method === 'get' ? 303 : 401]);
      if (method === 'get') expect(answer.headers.get('location')).toBe('/desk/sign-in');
    }
  });

  test('the answer is the same for a known and an unknown address, and only the known one gets mail', async () => {
    const before = world.letters.length;
    const ask = async (email: string) =>
      desk.request('/desk/sign-in', {
        method: 'POST',
        body: new URLSearchParams({ email }),
        headers: { origin: world.url },
      });
    const unknown = await ask('nobody@lantern.example');
    const known = await ask('edda@lantern.example');
    expect([known.status, known.html]).toEqual([unknown.status, unknown.html]);
    expect(known.status).toBe(202);
    expect(world.letters.slice(before).map(({ recipient }) => recipient)).toEqual(['edda@lantern.example']);
    expect((await ask('not an address')).status).toBe(422);
  });

  test('looking at a link signs nobody in; its button does, once, into a new session', async () => {
    const path = await linkFor('editor');
    const page = await desk.visit(path, { as: null });
    expect([page.status, page.headers.get('set-cookie'), page.headers.get('referrer-policy')]).toEqual([
      200,
      null,
      'no-referrer',
    ]);
    await desk.request(path, { method: 'HEAD' });
    const scanner = await press(path, '');
    expect([scanner.status, scanner.headers.get('set-cookie')]).toEqual([403, null]);

    const old = await world.cookieOf(world.people.editor);
    const signedIn = await press(path, nonceIn(page.html), old);
    expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/desk']);
    const cookie = signedIn.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^pressrun_desk=[0-9a-z]{32}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
    const session = cookie.split(';')[0] ?? '';
    expect(session).not.toBe(old);
    expect((await desk.request('/desk', { headers: { cookie: session } })).status).toBe(200);
    expect((await desk.request('/desk', { headers: { cookie: old } })).status).toBe(303);

    const again = await press(path, nonceIn(page.html));
    expect([again.status, again.headers.get('set-cookie')]).toEqual([409, null]);
    expect(again.html).toContain('used before');
  });

  test('a forged and an expired link say what to do', async () => {
    const forged = await desk.visit(`/desk/sign-in/${'1'.padEnd(43, '0')}`, { as: null });
    expect([forged.status, /Ask for a new/.test(forged.html)]).toEqual([404, true]);
    const path = await linkFor('viewer');
    const nonce = nonceIn((await desk.visit(path, { as: null })).html);
    world.clock.advance(31 * MINUTE);
    const expired = await press(path, nonce);
    expect([expired.status, /expired/.test(expired.html)]).toEqual([409, true]);
  });

  test('signing out ends the session on the server', async () => {
    const cookie = await world.cookieOf(world.people.viewer);
    const page = await desk.request('/desk', { headers: { cookie } });
    const out = await desk.request('/desk/sign-out', {
      method: 'POST',
      body: new URLSearchParams({ form_token: tokenIn(page.html) }),
      headers: { cookie, origin: world.url },
    });
    expect(out.headers.get('set-cookie')).toMatch(/^pressrun_desk=; Max-Age=0/);
    expect((await desk.request('/desk', { headers: { cookie } })).status).toBe(303);
  });

  test('over https the cookie has the __Host- prefix and is Secure', async () => {
    const secure = await openDeskWorld({ baseUrl: 'https://news.lantern.example' });
    const path = new URL(await secure.accounts.signInLink(secure.people.owner, DAY)).pathname;
    const nonce = nonceIn(await (await fetch(secure.url + path)).text());
    const answer = await fetch(secure.url + path, {
      method: 'POST',
      body: new URLSearchParams({ nonce }),
      headers: { origin: 'https://news.lantern.example' },
      redirect: 'manual',
    });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-pressrun_desk=\w+; .*Path=\/; HttpOnly; Secure; SameSite=Lax/,
    );
    await secure.close();
  });
});

describe('roles and forms', () => {
  test('each role reaches exactly what its rank allows', async () => {
    for (const route of deskRoutes(world.web.deps).filter(({ path }) => !path.endsWith('/progress'))) {
      const url = `/desk${route.path.replaceAll(/:\w+/g, 'nothing')}`;
      for (const role of ROLES) {
        const answer =
          route.method === 'get' ? await desk.visit(url, { as: role }) : await desk.post(url, {}, { as: role });
        const allowed = answer.status !== 403;
        expect([route.method, route.path, role, allowed]).toEqual([
          route.method,
          route.path,
          role,
          mayActAs(role, route.needs),
        ]);
        expect(answer.status).toBeLessThan(500);
      }
    }
  });

  test('every act refuses a missing token, the token of another session, and another site', async () => {
    const foreign = await desk.formTokenOf('viewer');
    const token = await desk.formTokenOf('owner');
    const acts = deskRoutes(world.web.deps).filter(({ method }) => method === 'post');
    expect(acts.length).toBeGreaterThan(15);
    for (const { path } of acts) {
      const url = `/desk${path.replaceAll(/:\w+/g, 'nothing')}`;
      const answers = [
        await desk.post(url, {}, { as: 'owner', token: '' }),
        await desk.post(url, {}, { as: 'owner', token: foreign }),
        await desk.post(url, {}, { as: 'owner', token, headers: { origin: 'https://evil.example' } }),
        await desk.post(url, {}, { as: 'owner', token, headers: { 'sec-fetch-site': 'cross-site' } }),
        await desk.request(url, {
          method: 'POST',
          body: 'form_token=',
          headers: { cookie: desk.cookies.owner, 'content-type': 'text/plain' },
        }),
      ];
      expect([path, ...answers.map(({ status }) => status)]).toEqual([path, 403, 403, 403, 403, 403]);
    }
  });

  test('no page of the desk may be kept by a cache or framed by others', async () => {
    const { headers } = await desk.visit('/desk');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });
});
