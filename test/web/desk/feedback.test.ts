import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createNumbersStore } from '../../../db/numbers-store.js';
import { DAY } from '../../../src/kernel/clock.js';
import { storeBounces } from '../../support/store-bounces.js';
import { openDeskClient, rowOf, type DeskClient } from './desk-client.js';
import { openDeskWorld, type DeskWorld } from './desk-world.js';

let world: DeskWorld;
let desk: DeskClient;
let run: Awaited<ReturnType<DeskClient['newRun']>>;

beforeAll(async () => {
  world = await openDeskWorld();
  desk = await openDeskClient(world);
  run = await desk.newRun('bouncing', 4);
  const at = world.clock.now() - 3 * DAY;
  storeBounces(world, run.id, [
    { class: 'hard', reason: 'unknown-user', domain: 'gmail.com', count: 12 },
    { class: 'soft', reason: 'blocked', domain: 'hotmail.de', count: 7, at },
    { class: 'complaint', reason: 'abuse', domain: 'a.example', count: 1, channel: 'webhook' },
  ]);
  await createNumbersStore(world).raise(
    { issueId: run.id, kind: 'hard', provider: '', count: 12, mails: 400 },
    world.clock.now(),
  );
});
afterAll(async () => world.close());

describe('at the desk', () => {
  test('the report of an issue has what came back, by day, provider and reason', async () => {
    const { html } = await desk.visit(`${run.path}/report`, { as: 'viewer' });
    // Complaints, hard, blocked, soft, delayed, other.
    expect(rowOf(html, '2026-11-22').slice(1)).toEqual(['1', '12', '0', '0', '0', '0']);
    expect(rowOf(html, 'Microsoft').slice(1)).toEqual(['0', '0', '7', '0', '0', '0']);
    expect(html).toMatch(/unknown-user<\/td><td[^>]*>12/);
  });

  test('the page of all issues names them and draws every day', async () => {
    const { html } = await desk.visit('/desk/feedback', { as: 'viewer' });
    expect(rowOf(html, 'bouncing one').slice(1)).toEqual(['1', '12', '7', '0', '0', '0']);
    expect(html.match(/<g transform="translate\([\d.]+ 0\)">/g)).toHaveLength(30);
    expect(html).toContain('2 %');
  });

  test('the overview warns of a line that was passed, for three days', async () => {
    const words = '12 of 400 mails (3.0 %) came back because the address does not exist.';
    expect((await desk.visit('/desk')).html).toContain(words);
    world.clock.advance(4 * DAY);
    expect((await desk.visit('/desk')).html).not.toContain(words);
    world.clock.advance(-4 * DAY);
  });
});

const get = async (path: string) => {
  const headers = { authorization: `Bearer ${await world.keyOf('viewer')}` };
  const answer = await fetch(`${world.url}/api/v1${path}`, { headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

describe('for programs', () => {
  test('GET /feedback has days, providers, reasons, issues and alarms', async () => {
    const { status, body } = await get('/feedback?from=2026-11-19&to=2026-11-22');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      from: '2026-11-19',
      to: '2026-11-22',
      total: { hard: 12, block: 7, complaint: 1 },
      days: [{ day: '2026-11-19', block: 7 }, { day: '2026-11-20' }, { day: '2026-11-21' }, { day: '2026-11-22' }],
      providers: [{ provider: 'Gmail' }, { provider: 'Microsoft' }, { provider: 'a.example' }],
      issues: [{ issue: run.id, hard: 12 }],
      alarms: [{ issue: run.id, kind: 'hard', provider: null, count: 12, mails: 400 }],
    });
    expect((await get('/feedback')).body['days']).toHaveLength(30);
  });

  test.each([
    ['from=yesterday', 'from'],
    ['to=2026-02-30', 'to'],
    ['from=2026-11-22&to=2026-11-21', 'from'],
    ['from=2020-01-01', 'from'],
  ])('GET /feedback?%s names the wrong field', async (query, field) => {
    const { status, body } = await get(`/feedback?${query}`);
    expect(status).toBe(400);
    expect(body['errors']).toMatchObject([{ field, example: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) }]);
  });

  test('the report of an issue has them too', async () => {
    const { body } = await get(`/issues/${run.id}/report`);
    expect(body).toMatchObject({
      feedback: { total: { hard: 12 }, channels: [{ channel: 'mail' }, { channel: 'webhook' }] },
    });
  });

  test('Prometheus has counters and the alarm', async () => {
    const text = await (await fetch(`${world.url}/metrics`)).text();
    expect(text).toContain('# TYPE pressrun_bounces_total counter');
    expect(text).toContain('pressrun_bounces_total{class="hard",provider="Gmail",channel="mail"} 12');
    expect(text).toContain('pressrun_complaints_total{provider="others",channel="webhook"} 1');
    expect(text).toContain(`pressrun_feedback_alarms{issue="${run.id}",kind="hard",provider=""} 0.03`);
  });
});
