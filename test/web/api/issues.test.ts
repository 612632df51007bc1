import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addReaders } from '../../support/issues-world.js';
import { openDeskWorld, settle, type DeskWorld } from '../desk/desk-world.js';
import { openApiClient, type ApiClient } from './api-client.js';

let world: DeskWorld;
let api: ApiClient;
beforeAll(async () => {
  world = await openDeskWorld();
  api = await openApiClient(world);
});
afterAll(async () => world.close());

describe('issues', () => {
  test('a draft has its id, stories in order, subject, preheader, hash, warnings and empty counts', async () => {
    const { issue, stories } = await api.newDraft('draft');
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
    expect((await api.call('GET', `/issues/${issue.id}`)).body).toEqual(issue);
    const listed = await api.call('GET', '/issues?newsletter=draft&state=draft&limit=5');
    expect(listed.body.issues).toMatchObject([{ id: issue.id, hash: issue.hash }]);
  });

  test('a patch reorders and drops stories, and an older hash is refused as changed', async () => {
    const { issue, stories } = await api.newDraft('patched');
    const order = [stories[2]?.id, stories[0]?.id];
    const patched = await api.call('PATCH', `/issues/${issue.id}`, {
      body: { subject: 'Choir first', articles: order, hash: issue.hash },
    });
    expect(patched.status).toBe(200);
    expect(patched.body.articles.map(({ id }: { id: string }) => id)).toEqual(order);
    const late = await api.call('PATCH', `/issues/${issue.id}`, { body: { subject: 'Too late', hash: issue.hash } });
    expect([late.status, late.body.code]).toEqual([409, 'issue.changed']);
  });

  test('an approval needs the hash of what is there now', async () => {
    const { issue } = await api.newDraft('approved');
    expect((await api.call('POST', `/issues/${issue.id}/approve`)).status).toBe(422);
    await api.call('PATCH', `/issues/${issue.id}`, { body: { subject: 'Changed meanwhile' } });
    const old = await api.call('POST', `/issues/${issue.id}/approve`, { body: { hash: issue.hash } });
    expect([old.status, old.body.code]).toEqual([409, 'issue.changed']);
    const { hash } = (await api.call('GET', `/issues/${issue.id}`)).body;
    const approved = await api.call('POST', `/issues/${issue.id}/approve`, { body: { hash } });
    expect([approved.status, approved.body.state, approved.body.approvedBy]).toEqual([200, 'approved', 'key:a owner']);
  });

  test('an issue is sent once: sending again is a 409 problem with its reason', async () => {
    const { issue, newsletter } = await api.newDraft('sent');
    addReaders(world, newsletter, 4);
    expect((await api.call('POST', `/issues/${issue.id}/send`)).status).toBe(409);
    await api.call('POST', `/issues/${issue.id}/approve`, { body: { hash: issue.hash } });
    expect((await api.call('POST', `/issues/${issue.id}/send`)).body.state).toBe('preparing');
    await world.room.prepare(issue.id);
    const again = await api.call('POST', `/issues/${issue.id}/send`);
    expect([again.status, again.type, again.body.code]).toEqual([
      409,
      'application/problem+json',
      'issue.already-sending',
    ]);
    expect(again.body.detail).toMatch(/already being sent/);

    settle(world, issue.id, ['accepted', 'accepted', 'failed']);
    const now = (await api.call('GET', `/issues/${issue.id}`)).body;
    expect(now).toMatchObject({ state: 'sending', audience: 4, counts: { accepted: 2, failed: 1, pending: 1 } });
    expect(now.startedAt).toBe('2026-11-22T06:00:00.000Z');

    const failed = await api.call('GET', `/issues/${issue.id}/deliveries?state=failed`);
    expect(failed.body.deliveries).toMatchObject([
      { state: 'failed', reason: 'unknown-user', reply: '550 5.1.1 <nobody> User unknown', attempts: 1 },
    ]);
    const missed = await api.call('GET', `/issues/${issue.id}/deliveries?state=failed,skipped,held,in_doubt`);
    expect(missed.body.deliveries).toEqual(failed.body.deliveries);
    const wrong = await api.call('GET', `/issues/${issue.id}/deliveries?state=failed,lost`);
    expect([wrong.status, wrong.body.code]).toEqual([400, 'query.invalid']);
    const report = (await api.call('GET', `/issues/${issue.id}/report`)).body;
    expect(report.reasons).toContainEqual({ state: 'failed', reason: 'unknown-user', count: 1 });
    expect(report.domains).toEqual([
      { domain: 'reader.example', total: 4, states: { accepted: 2, failed: 1, pending: 1 } },
    ]);

    const retried = await api.call('POST', `/issues/${issue.id}/retry-failed`, { body: { reason: 'unknown-user' } });
    expect(retried.body).toMatchObject({ retried: 1, counts: { failed: 0, pending: 2 } });
    settle(world, issue.id, ['accepted', 'accepted', 'failed']);

    const paused = await api.call('POST', `/issues/${issue.id}/pause`, { body: { reason: 'A wrong name' } });
    expect([paused.body.state, paused.body.stateReason]).toEqual(['paused', 'A wrong name']);
    expect((await api.call('POST', `/issues/${issue.id}/resume`)).body.state).toBe('sending');
    expect((await api.call('POST', `/issues/${issue.id}/resume`)).status).toBe(409);
    const cancelled = await api.call('POST', `/issues/${issue.id}/cancel`);
    expect(cancelled.body).toMatchObject({ state: 'cancelled', counts: { skipped: 1, accepted: 2 } });
  });

  test('pages of deliveries follow each other without gap or repeat', async () => {
    const { issue, newsletter } = await api.newDraft('paged');
    addReaders(world, newsletter, 5);
    await api.call('POST', `/issues/${issue.id}/approve`, { body: { hash: issue.hash } });
    await api.call('POST', `/issues/${issue.id}/send`);
    await world.room.prepare(issue.id);
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const query: string = next === '' ? '' : `&after=${next}`;
      const page = (await api.call('GET', `/issues/${issue.id}/deliveries?limit=2${query}`)).body;
      seen.push(...page.deliveries.map(({ subscriber }: { subscriber: string }) => subscriber));
      next = page.next;
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
  });

  test('a time without a zone is refused, one with a zone plans the issue', async () => {
    const { issue } = await api.newDraft('planned');
    await api.call('POST', `/issues/${issue.id}/approve`, { body: { hash: issue.hash } });
    const vague = await api.call('POST', `/issues/${issue.id}/send`, { body: { at: '2026-11-22T12:00:00' } });
    expect([vague.status, vague.body.errors[0].field]).toEqual([422, 'at']);
    const planned = await api.call('POST', `/issues/${issue.id}/send`, { body: { at: '2026-11-22T12:00:00+01:00' } });
    expect(planned.body).toMatchObject({ state: 'approved', sendAt: '2026-11-22T11:00:00.000Z' });
  });

  test('a test goes to the named addresses', async () => {
    const { issue } = await api.newDraft('tried');
    const answer = await api.call('POST', `/issues/${issue.id}/test`, { body: { to: ['edda@lantern.example'] } });
    expect(answer.body.tests).toEqual([{ to: 'edda@lantern.example', accepted: true, reply: '250 2.0.0 Ok' }]);
    expect(world.tested).toContain('edda@lantern.example');
    expect((await api.call('POST', `/issues/${issue.id}/test`, { body: { to: 'edda' } })).status).toBe(422);
  });

  test('a test nobody took is a 503 with the reply of the mail server', async () => {
    const { issue } = await api.newDraft('untaken');
    const answer = await api.call('POST', `/issues/${issue.id}/test`, { body: { to: ['refuse-550@lantern.example'] } });
    expect([answer.status, answer.body.code]).toEqual([503, 'test.not-accepted']);
    expect(answer.body.detail).toContain('550 refused as asked');
  });

  test('the preview is HTML that can run nothing, plain text, or its source', async () => {
    const { issue } = await api.newDraft('shown');
    const html = await api.call('GET', `/issues/${issue.id}/preview`);
    expect(html.type).toBe('text/html');
    expect(html.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
    expect(html.text).toContain('Ferry returns');
    expect((await api.call('GET', `/issues/${issue.id}/preview?part=text`)).type).toBe('text/plain');
    expect((await api.call('GET', `/issues/${issue.id}/preview?part=source`)).text).toMatch(/^Subject: /);
    expect((await api.call('GET', `/issues/${issue.id}/preview?part=pdf`)).status).toBe(400);
  });

  test('an unknown issue is a 404 for every call', async () => {
    for (const path of ['', '/deliveries', '/report', '/preview']) {
      expect((await api.call('GET', `/issues/unknown${path}`)).body.code).toBe('issue.unknown');
    }
    for (const verb of ['pause', 'resume', 'cancel', 'send']) {
      expect((await api.call('POST', `/issues/unknown/${verb}`)).body.code).toBe('issue.unknown');
    }
  });
});

test('every act is in the audit log with the key that did it', async () => {
  const { issue } = await api.newDraft('audited');
  await api.call('POST', `/issues/${issue.id}/approve`, { body: { hash: issue.hash }, key: api.keys.editor });
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
