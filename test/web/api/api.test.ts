import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROLES, mayActAs, type Role } from '../../../src/accounts/role.js';
import { apiCalls } from '../../../src/web/api/api-calls.js';
import { addNewsletter, addReaders, addStory } from '../../support/issues-world.js';
import { openDeskWorld, settle, type DeskWorld } from '../desk/desk-world.js';

let world: DeskWorld;
let keys: Record<Role, string>;

beforeAll(async () => {
  world = await openDeskWorld();
  keys = {
    owner: await world.keyOf('owner'),
    editor: await world.keyOf('editor'),
    viewer: await world.keyOf('viewer'),
  };
});
afterAll(async () => world.close());

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON, whatever its shape. */
  readonly body: ReturnType<typeof JSON.parse>;
}

async function call(
  method: string,
  path: string,
  {
    body,
    key = keys.owner,
    headers = {},
  }: { body?: unknown; key?: string | null; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const answer = await fetch(`${world.url}/api/v1${path}`, {
    method,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
  return {
    status: answer.status,
    type,
    headers: answer.headers,
    text,
    body: /json/.test(type) ? JSON.parse(text) : undefined,
  };
}

const newNewsletter = async (slug: string, settings: object = {}) =>
  addNewsletter(world, { slug, name: slug, mode: 'review', ...settings });

/** A draft with three stories in a newsletter of its own. */
async function newDraft(slug: string) {
  const newsletter = await newNewsletter(slug);
  const stories = ['Ferry returns', 'Quay wall mended', 'Choir wins'].map((title) =>
    addStory(world, `${slug}: ${title}`),
  );
  const { body } = await call('POST', '/issues', {
    body: { newsletter: slug, articles: stories.map(({ id }) => id) },
  });
  return { newsletter, stories, issue: body };
}

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
        const answer = await call(method.toUpperCase(), pathOf(path), fault);
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
        const answer = await call(method.toUpperCase(), pathOf(path), { key: keys[role] });
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
    const answer = await call('POST', '/sources', { body });
    expect(answer.status).toBe(400);
    expect(answer.type).toBe('application/problem+json');
    expect(answer.body.detail).toBeTruthy();
    expect(answer.body.errors).toEqual([]);
  });

  test('a refusal that is about no field has an empty list of errors', async () => {
    const { issue } = await newDraft('no-fields');
    const answers = [
      await call('GET', '/issues', { key: null }),
      await call('POST', '/issues', { key: keys.viewer }),
      await call('GET', '/nothing'),
      await call('POST', `/issues/${issue.id}/pause`),
      await call('POST', '/sources', { body: 'text', headers: { 'content-type': 'text/plain' } }),
      await call('POST', `/issues/${issue.id}/test`, { body: { to: ['refuse-550@lantern.example'] } }),
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
      const answer = await call('POST', path, { body });
      expect([path, answer.status, answer.body.code]).toEqual([path, 400, 'body.forbidden']);
    }
    expect(({} as { role?: string }).role).toBeUndefined();
  });

  test('a body nested a thousand times is refused', async () => {
    const body = `{"a":${'['.repeat(1000)}${']'.repeat(1000)}}`;
    expect((await call('POST', '/sources', { body })).status).toBe(400);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded'])('a body sent as %s is a 415', async (type) => {
    const answer = await call('POST', '/sources', { body: 'newsletter=daily', headers: { 'content-type': type } });
    expect([answer.status, answer.body.code]).toEqual([415, 'http.415']);
  });

  test.each(['limit=1&limit=2', 'a[x]=1', 'limit=0', 'limit=ten', 'state=lost', '__proto__=1'])(
    'the query ?%s is a clean 400 or 422 that names the parameter',
    async (query) => {
      const answer = await call('GET', `/issues?${query}`);
      expect([400, 422]).toContain(answer.status);
      expect(answer.body.errors[0].field).toBe(query.split('=')[0]);
    },
  );

  test('an unknown call is a 404 problem that says where the calls are listed', async () => {
    const answer = await call('GET', '/campaigns');
    expect([answer.status, answer.body.code]).toEqual([404, 'call.unknown']);
    expect(answer.body.detail).toContain('/api/docs');
  });
});

describe('newsletters and sources', () => {
  test('a newsletter is created with its sections and sources by name, read, and patched field by field', async () => {
    const created = await call('POST', '/newsletters', {
      body: {
        slug: 'morning',
        name: 'Morning',
        schedule: { time: '06:30', timeZone: 'Europe/Berlin' },
        sections: ['Harbour', { name: 'Culture', max: 2 }],
        sources: ['https://lantern.example/feed.xml'],
      },
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      slug: 'morning',
      sections: [{ name: 'Harbour' }, { name: 'Culture', max: 2 }],
      sources: [{ url: 'https://lantern.example/feed.xml', failures: 0 }],
      refusedSources: [],
      createdAt: '2026-11-22T06:00:00.000Z',
    });
    const patched = await call('PATCH', '/newsletters/morning', { body: { schedule: { time: '07:15' } } });
    expect(patched.body.schedule).toMatchObject({ time: '07:15', timeZone: 'Europe/Berlin' });
    expect((await call('GET', `/newsletters/${created.body.id}`)).body.schedule.time).toBe('07:15');
    expect((await call('GET', '/newsletters')).body.newsletters.map(({ slug }: { slug: string }) => slug)).toContain(
      'morning',
    );
  });

  test('a wrong field is a 422 that names it, its fault and a right example, and a taken slug a 409', async () => {
    const wrong = await call('POST', '/newsletters', {
      body: { slug: 'Über uns', name: '', schedule: { time: '7', timeZone: 'Mars' } },
    });
    expect(wrong.status).toBe(422);
    const fields = wrong.body.errors.map(({ field }: { field: string }) => field);
    expect(fields).toEqual(expect.arrayContaining(['slug', 'name', 'schedule.time', 'schedule.timeZone']));
    await newNewsletter('taken');
    const taken = await call('POST', '/newsletters', {
      body: { slug: 'taken', name: 'x', schedule: { time: '07:00', timeZone: 'Europe/Berlin' } },
    });
    expect([taken.status, taken.body.code]).toEqual([409, 'newsletter.slug-taken']);
  });

  test('fewer stories at most than at least are refused, in a new newsletter and in a patch', async () => {
    const schedule = { time: '07:00', timeZone: 'Europe/Berlin' };
    const created = await call('POST', '/newsletters', {
      body: { slug: 'narrow', name: 'Narrow', schedule, minArticles: 9, maxArticles: 4 },
    });
    const fault = { field: 'minArticles', fault: 'must not be more than maxArticles' };
    expect([created.status, created.body.errors]).toEqual([422, [fault]]);
    await newNewsletter('narrow', { minArticles: 4, maxArticles: 4 });
    const patched = await call('PATCH', '/newsletters/narrow', { body: { maxArticles: 3 } });
    expect([patched.status, patched.body.errors]).toEqual([422, [fault]]);
    expect((await call('GET', '/newsletters/narrow')).body.maxArticles).toBe(4);
  });

  test('a source is added and fetched', async () => {
    await newNewsletter('fed');
    const added = await call('POST', '/sources', {
      body: { newsletter: 'fed', url: 'https://lantern.example/fed.xml' },
    });
    expect(added.status).toBe(201);
    const fetched = await call('POST', `/sources/${added.body.id}/fetch`);
    expect([fetched.status, fetched.body]).toEqual([200, { new: 3, updated: 1, unchanged: 8 }]);
    const listed = await call('GET', '/sources?newsletter=fed');
    const shown = {
      id: added.body.id,
      kind: 'feed',
      chosenBecause: 'Chosen as feed.',
      state: 'new',
      lastFetchAt: null,
    };
    expect(listed.body.sources).toMatchObject([{ ...shown, failingSince: null }]);
    expect((await call('GET', '/sources?newsletter=nobody')).status).toBe(404);
  });
});

describe('articles', () => {
  test('a story by its link is 201, again 200, and no story 422', async () => {
    await newNewsletter('linked');
    const body = { newsletter: 'linked', url: 'https://lantern.example/story/1' };
    const added = await call('POST', '/articles', { body });
    expect([added.status, added.body.title]).toEqual([201, 'Read from /story/1']);
    expect((await call('POST', '/articles', { body })).status).toBe(200);
    const wrong = await call('POST', '/articles', { body: { ...body, url: 'https://lantern.example/' } });
    expect([wrong.status, wrong.body.errors[0].field]).toEqual([422, 'url']);
    expect((await call('POST', '/articles', { body, key: keys.viewer })).status).toBe(403);
  });

  test('a pushed article is 201, again 200, retracted 204, and then unknown', async () => {
    const body = { url: 'https://lantern.example/1', title: 'Lock gates open', publishedAt: '2026-11-22T05:00:00Z' };
    expect((await call('PUT', '/articles/cms-1', { body })).status).toBe(201);
    const again = await call('PUT', '/articles/cms-1', { body });
    expect([again.status, again.body.title]).toEqual([200, 'Lock gates open']);
    const retracted = await call('DELETE', '/articles/cms-1');
    expect([retracted.status, retracted.text]).toEqual([204, '']);
    expect((await call('DELETE', '/articles/cms-1')).status).toBe(404);
  });
});

describe('readers', () => {
  test('a reader with proof is stored, found with states, consent and history, suppressed and lifted', async () => {
    await newNewsletter('evening');
    const body = {
      email: 'Rita@readers.example',
      newsletters: ['evening'],
      consent: { text: 'Send me the evening news', at: '2026-11-01T10:00:00Z' },
      confirmed: true,
    };
    expect((await call('POST', '/subscribers', { body })).status).toBe(201);
    expect((await call('POST', '/subscribers', { body })).status).toBe(200);
    const suppressed = await call('POST', '/suppressions', {
      body: { address: 'rita@readers.example', reason: 'moved' },
    });
    expect([suppressed.status, suppressed.body.reason]).toEqual([201, 'moved']);
    const found = await call('GET', '/subscribers?email=rita%40readers.example');
    expect(found.status).toBe(200);
    expect(found.body).toMatchObject({
      states: { evening: 'active' },
      suppression: { reason: 'moved', source: 'api', at: '2026-11-22T06:00:00.000Z' },
    });
    expect(found.body.consent[0]).toMatchObject({ text: 'Send me the evening news', newsletter: 'evening' });
    expect(found.body.history.at(-1)).toMatchObject({ action: 'suppressed' });
    expect((await call('GET', '/suppressions')).body.suppressions).toHaveLength(1);
    expect((await call('GET', '/suppressions/rita@readers.example')).body).toMatchObject({
      reason: 'moved',
      evidence: null,
    });
    const unexplained = await call('DELETE', '/suppressions/rita@readers.example');
    expect([unexplained.status, unexplained.body.errors[0].field]).toEqual([422, 'reason']);
    const lift = { body: { reason: 'She wrote from it' } };
    expect((await call('DELETE', '/suppressions/rita@readers.example', lift)).status).toBe(204);
    expect((await call('DELETE', '/suppressions/rita@readers.example?reason=again')).status).toBe(404);
    expect((await call('GET', '/suppressions/rita@readers.example')).status).toBe(404);
    expect((await call('GET', '/subscribers?email=rita@readers.example')).body.suppression).toBeNull();
  });

  test('unconfirmed readers are refused, and so is a lookup without an address', async () => {
    const body = {
      email: 'x@readers.example',
      newsletters: ['evening'],
      confirmed: false,
      consent: { text: 'a', at: 0 },
    };
    expect((await call('POST', '/subscribers', { body })).status).toBe(422);
    expect((await call('GET', '/subscribers')).status).toBe(400);
    expect((await call('GET', '/subscribers?email=nobody@readers.example')).status).toBe(404);
  });
});

describe('issues', () => {
  test('a draft has its id, stories in order, subject, preheader, hash, warnings and empty counts', async () => {
    const { issue, stories } = await newDraft('draft');
    expect(issue).toMatchObject({
      state: 'draft',
      audience: 0,
      counts: { pending: 0, sending: 0, accepted: 0, deferred: 0, failed: 0, skipped: 0, in_doubt: 0, held: 0 },
      startedAt: null,
      finishedAt: null,
      etaSeconds: null,
    });
    expect(issue.articles.map(({ id }: { id: string }) => id)).toEqual(stories.map(({ id }) => id));
    expect(issue.hash).toBeTruthy();
    expect(issue.subject).toContain('Ferry returns');
    expect(Array.isArray(issue.warnings)).toBe(true);
    expect((await call('GET', `/issues/${issue.id}`)).body).toEqual(issue);
    const listed = await call('GET', '/issues?newsletter=draft&state=draft&limit=5');
    expect(listed.body.issues).toMatchObject([{ id: issue.id, hash: issue.hash }]);
  });

  test('a patch reorders and drops stories, and an older hash is refused as changed', async () => {
    const { issue, stories } = await newDraft('patched');
    const order = [stories[2]?.id, stories[0]?.id];
    const patched = await call('PATCH', `/issues/${issue.id}`, {
      body: { subject: 'Choir first', articles: order, hash: issue.hash },
    });
    expect(patched.status).toBe(200);
    expect(patched.body.articles.map(({ id }: { id: string }) => id)).toEqual(order);
    const late = await call('PATCH', `/issues/${issue.id}`, { body: { subject: 'Too late', hash: issue.hash } });
    expect([late.status, late.body.code]).toEqual([409, 'issue.changed']);
  });

  test('an approval needs the hash of what is there now', async () => {
    const { issue } = await newDraft('approved');
    expect((await call('POST', `/issues/${issue.id}/approve`)).status).toBe(422);
    await call('PATCH', `/issues/${issue.id}`, { body: { subject: 'Changed meanwhile' } });
    const old = await call('POST', `/issues/${issue.id}/approve`, { body: { hash: issue.hash } });
    expect([old.status, old.body.code]).toEqual([409, 'issue.changed']);
    const { hash } = (await call('GET', `/issues/${issue.id}`)).body;
    const approved = await call('POST', `/issues/${issue.id}/approve`, { body: { hash } });
    expect([approved.status, approved.body.state, approved.body.approvedBy]).toEqual([200, 'approved', 'key:a owner']);
  });

  test('an issue is sent once: sending again is a 409 problem with its reason', async () => {
    const { issue, newsletter } = await newDraft('sent');
    addReaders(world, newsletter, 4);
    expect((await call('POST', `/issues/${issue.id}/send`)).status).toBe(409);
    await call('POST', `/issues/${issue.id}/approve`, { body: { hash: issue.hash } });
    expect((await call('POST', `/issues/${issue.id}/send`)).body.state).toBe('preparing');
    await world.room.prepare(issue.id);
    const again = await call('POST', `/issues/${issue.id}/send`);
    expect([again.status, again.type, again.body.code]).toEqual([
      409,
      'application/problem+json',
      'issue.already-sending',
    ]);
    expect(again.body.detail).toMatch(/already being sent/);

    settle(world, issue.id, ['accepted', 'accepted', 'failed']);
    const now = (await call('GET', `/issues/${issue.id}`)).body;
    expect(now).toMatchObject({ state: 'sending', audience: 4, counts: { accepted: 2, failed: 1, pending: 1 } });
    expect(now.startedAt).toBe('2026-11-22T06:00:00.000Z');

    const failed = await call('GET', `/issues/${issue.id}/deliveries?state=failed`);
    expect(failed.body.deliveries).toMatchObject([
      { state: 'failed', reason: 'unknown-user', reply: '550 5.1.1 <nobody> User unknown', attempts: 1 },
    ]);
    const missed = await call('GET', `/issues/${issue.id}/deliveries?state=failed,skipped,held,in_doubt`);
    expect(missed.body.deliveries).toEqual(failed.body.deliveries);
    const wrong = await call('GET', `/issues/${issue.id}/deliveries?state=failed,lost`);
    expect([wrong.status, wrong.body.code]).toEqual([400, 'query.invalid']);
    const report = (await call('GET', `/issues/${issue.id}/report`)).body;
    expect(report.reasons).toContainEqual({ state: 'failed', reason: 'unknown-user', count: 1 });
    expect(report.domains).toEqual([
      { domain: 'reader.example', total: 4, states: { accepted: 2, failed: 1, pending: 1 } },
    ]);

    const retried = await call('POST', `/issues/${issue.id}/retry-failed`, { body: { reason: 'unknown-user' } });
    expect(retried.body).toMatchObject({ retried: 1, counts: { failed: 0, pending: 2 } });
    settle(world, issue.id, ['accepted', 'accepted', 'failed']);

    const paused = await call('POST', `/issues/${issue.id}/pause`, { body: { reason: 'A wrong name' } });
    expect([paused.body.state, paused.body.stateReason]).toEqual(['paused', 'A wrong name']);
    expect((await call('POST', `/issues/${issue.id}/resume`)).body.state).toBe('sending');
    expect((await call('POST', `/issues/${issue.id}/resume`)).status).toBe(409);
    const cancelled = await call('POST', `/issues/${issue.id}/cancel`);
    expect(cancelled.body).toMatchObject({ state: 'cancelled', counts: { skipped: 1, accepted: 2 } });
  });

  test('pages of deliveries follow each other without gap or repeat', async () => {
    const { issue, newsletter } = await newDraft('paged');
    addReaders(world, newsletter, 5);
    await call('POST', `/issues/${issue.id}/approve`, { body: { hash: issue.hash } });
    await call('POST', `/issues/${issue.id}/send`);
    await world.room.prepare(issue.id);
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const query: string = next === '' ? '' : `&after=${next}`;
      const page = (await call('GET', `/issues/${issue.id}/deliveries?limit=2${query}`)).body;
      seen.push(...page.deliveries.map(({ subscriber }: { subscriber: string }) => subscriber));
      next = page.next;
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
  });

  test('a time without a zone is refused, one with a zone plans the issue', async () => {
    const { issue } = await newDraft('planned');
    await call('POST', `/issues/${issue.id}/approve`, { body: { hash: issue.hash } });
    const vague = await call('POST', `/issues/${issue.id}/send`, { body: { at: '2026-11-22T12:00:00' } });
    expect([vague.status, vague.body.errors[0].field]).toEqual([422, 'at']);
    const planned = await call('POST', `/issues/${issue.id}/send`, { body: { at: '2026-11-22T12:00:00+01:00' } });
    expect(planned.body).toMatchObject({ state: 'approved', sendAt: '2026-11-22T11:00:00.000Z' });
  });

  test('a test goes to the named addresses', async () => {
    const { issue } = await newDraft('tried');
    const answer = await call('POST', `/issues/${issue.id}/test`, { body: { to: ['edda@lantern.example'] } });
    expect(answer.body.tests).toEqual([{ to: 'edda@lantern.example', accepted: true, reply: '250 2.0.0 Ok' }]);
    expect(world.tested).toContain('edda@lantern.example');
    expect((await call('POST', `/issues/${issue.id}/test`, { body: { to: 'edda' } })).status).toBe(422);
  });

  test('a test nobody took is a 503 with the reply of the mail server', async () => {
    const { issue } = await newDraft('untaken');
    const answer = await call('POST', `/issues/${issue.id}/test`, { body: { to: ['refuse-550@lantern.example'] } });
    expect([answer.status, answer.body.code]).toEqual([503, 'test.not-accepted']);
    expect(answer.body.detail).toContain('550 refused as asked');
  });

  test('the preview is HTML that can run nothing, plain text, or its source', async () => {
    const { issue } = await newDraft('shown');
    const html = await call('GET', `/issues/${issue.id}/preview`);
    expect(html.type).toBe('text/html');
    expect(html.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
    expect(html.text).toContain('Ferry returns');
    expect((await call('GET', `/issues/${issue.id}/preview?part=text`)).type).toBe('text/plain');
    expect((await call('GET', `/issues/${issue.id}/preview?part=source`)).text).toMatch(/^Subject: /);
    expect((await call('GET', `/issues/${issue.id}/preview?part=pdf`)).status).toBe(400);
  });

  test('an unknown issue is a 404 for every call', async () => {
    for (const path of ['', '/deliveries', '/report', '/preview']) {
      expect((await call('GET', `/issues/unknown${path}`)).body.code).toBe('issue.unknown');
    }
    for (const verb of ['pause', 'resume', 'cancel', 'send']) {
      expect((await call('POST', `/issues/unknown/${verb}`)).body.code).toBe('issue.unknown');
    }
  });
});

test('every act is in the audit log with the key that did it', async () => {
  const { issue } = await newDraft('audited');
  await call('POST', `/issues/${issue.id}/approve`, { body: { hash: issue.hash }, key: keys.editor });
  const trail = await world.accounts.auditTrail(10);
  expect(trail[0]).toMatchObject({ actor: 'key:a editor', action: 'issue.approve', subject: issue.id });
  expect(trail.some((entry) => entry.action === 'issue.build' && entry.subject === issue.id)).toBe(true);
});

test('metrics count deliveries by state without naming anybody', async () => {
  const text = await (await fetch(`${world.url}/metrics`)).text();
  expect(text).toMatch(/^pressrun_deliveries\{issue="\w{16}",state="pending"\} 5$/m);
  expect(text).toMatch(/^# TYPE pressrun_issues gauge$/m);
  expect(text).not.toContain('@');
});
