import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROLES, mayActAs } from '../../../src/accounts/role.js';
import { apiCalls } from '../../../src/web/api/api-calls.js';
import { openDeskWorld, type DeskWorld } from '../desk/desk-world.js';
import { openApiClient, type ApiClient } from './api-client.js';

let world: DeskWorld;
let api: ApiClient;
beforeAll(async () => {
  world = await openDeskWorld();
  api = await openApiClient(world);
});
afterAll(async () => world.close());

const calls = () => apiCalls(world.web.deps);
const pathOf = (path: string) => path.replaceAll(/:\w+/g, 'nothing');

describe('keys and roles', () => {
  test('no call answers without a key, with a wrong one, or with a session cookie', async () => {
    const cookie = await world.cookieOf(world.people.owner);
    for (const { method, path } of calls()) {
      const faults = [
        { key: null },
        { key: 'pr_00000000000000000000000000000000' },
        { key: null, headers: { cookie } },
      ];
      for (const fault of faults) {
        const answer = await api.call(method.toUpperCase(), pathOf(path), fault);
        expect([method, path, answer.status]).toEqual([method, path, 401]);
        expect(answer.type).toBe('application/problem+json');
        expect(answer.body.code).toBe('key.missing');
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      }
    }
  });

  test('every call is refused below its role and passes the door in it', async () => {
    for (const { method, path, needs } of calls()) {
      for (const role of ROLES) {
        const answer = await api.call(method.toUpperCase(), pathOf(path), { key: api.keys[role] });
        const refused = answer.status === 403 && answer.body?.code === 'key.role';
        expect([method, path, role, refused]).toEqual([method, path, role, !mayActAs(role, needs)]);
        expect(answer.status).toBeLessThan(500);
      }
    }
  });

  test('no GET needs more than the editor, and every other call at least the editor', () => {
    for (const { method, needs } of calls()) {
      if (method === 'get') expect(needs).not.toBe('owner');
      else expect(needs).not.toBe('viewer');
    }
  });
});

describe('bad input', () => {
  test.each(['{"newsletter":', '[1,2]', '"text"', '{"a":1}}'])('the body %s is a clean 4xx problem', async (body) => {
    const answer = await api.call('POST', '/sources', { body });
    expect(answer.status).toBe(400);
    expect(answer.type).toBe('application/problem+json');
    expect(answer.body.detail).toBeTruthy();
    expect(answer.body.errors).toEqual([]);
  });

  test('a refusal that is about no field has an empty list of errors', async () => {
    const { issue } = await api.newDraft('no-fields');
    const answers = [
      await api.call('GET', '/issues', { key: null }),
      await api.call('POST', '/issues', { key: api.keys.viewer }),
      await api.call('GET', '/nothing'),
      await api.call('POST', `/issues/${issue.id}/pause`),
      await api.call('POST', '/sources', { body: 'text', headers: { 'content-type': 'text/plain' } }),
      await api.call('POST', `/issues/${issue.id}/test`, { body: { to: ['refuse-550@lantern.example'] } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 403, 404, 409, 415, 503]);
    expect(answers.map(({ body }) => body.errors)).toEqual(answers.map(() => []));
  });

  test.each([
    '{"__proto__":{"role":"owner"}}',
    '{"a":{"constructor":{"prototype":{"x":1}}}}',
    '{"a":[{"__proto__":1}]}',
  ])('the body %s is refused and pollutes nothing', async (body) => {
    for (const path of ['/sources', '/newsletters', '/subscribers', '/issues', '/suppressions']) {
      const answer = await api.call('POST', path, { body });
      expect([path, answer.status, answer.body.code]).toEqual([path, 400, 'body.forbidden']);
    }
    expect(({} as { role?: string }).role).toBeUndefined();
  });

  test('a body nested a thousand times is refused', async () => {
    const body = `{"a":${'['.repeat(1000)}${']'.repeat(1000)}}`;
    expect((await api.call('POST', '/sources', { body })).status).toBe(400);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded'])('a body sent as %s is a 415', async (type) => {
    const answer = await api.call('POST', '/sources', { body: 'newsletter=daily', headers: { 'content-type': type } });
    expect([answer.status, answer.body.code]).toEqual([415, 'http.415']);
  });

  test.each(['limit=1&limit=2', 'a[x]=1', 'limit=0', 'limit=ten', 'state=lost', '__proto__=1'])(
    'the query ?%s is a clean 400 or 422 that names the parameter',
    async (query) => {
      const answer = await api.call('GET', `/issues?${query}`);
      expect([400, 422]).toContain(answer.status);
      expect(answer.body.errors[0].field).toBe(query.split('=')[0]);
    },
  );

  test('an unknown call is a 404 problem that says where the calls are listed', async () => {
    const answer = await api.call('GET', '/campaigns');
    expect([answer.status, answer.body.code]).toEqual([404, 'call.unknown']);
    expect(answer.body.detail).toContain('/api/docs');
  });
});
