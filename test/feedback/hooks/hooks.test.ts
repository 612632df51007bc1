import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openHookWorld, type HookWorld } from './hook-world.js';
import { SERVICES, serviceOf, type Told } from './services.js';

let world: HookWorld;
beforeEach(async () => {
  world = await openHookWorld(Object.fromEntries(SERVICES.map(({ name, hook }) => [name, hook])));
});
afterEach(async () => world.close());

const READER = 'reader@example.net';
const told = (kind: Told['kind'], id = 'event-1'): Told => ({ kind, id, recipient: READER, token: world.token });

describe.each(SERVICES.map((service) => [service.name, service] as const))('%s', (name, service) => {
  const post = async (what: Told, how: { ago?: number; wrongKey?: boolean } = {}) =>
    world.post(name, service.request(what, { seconds: world.seconds() - (how.ago ?? 0), ...how }));

  test('a hard bounce is stored and suppresses the reader its token names', async () => {
    // Where all is signed, a forward may have bounced.
    const recipient = service.covers === 'events' ? 'somebody-else@example.com' : READER;
    expect(await post({ ...told('hard'), recipient })).toMatchObject({
      status: 200,
      body: { recorded: 1, unmatched: 0 },
    });
    expect(world.state()).toMatchObject({
      bounces: [{ class: 'hard', reason: 'unknown-user', matched_by: 'token', service: name, issue_id: world.issueId }],
      suppressions: [{ email: READER, source: 'bounce' }],
    });
    const raw = String(world.bounces()[0]?.['raw']);
    expect(raw).toContain(`The webhook of ${name} told: bounce`);
    expect(raw).not.toMatch(/somebody-else|reader@/);
    expect(raw).not.toContain(world.token);
  });

  test('a full mailbox is soft', async () => {
    await post(told('full'));
    expect(world.state()).toMatchObject({ bounces: [{ class: 'soft', reason: 'mailbox-full' }], suppressions: [] });
  });

  test('a complaint suppresses and leaves every newsletter', async () => {
    await post(told('complaint'));
    expect(world.state()).toMatchObject({
      bounces: [{ class: 'complaint' }],
      suppressions: [{ source: 'complaint' }],
      states: ['unsubscribed', 'unsubscribed'],
    });
  });

  test('"delivered" settles a doubt and stores nothing else', async () => {
    world.setDelivery('in_doubt', 1);
    await post(told('delivered'));
    expect(world.state()).toMatchObject({ bounces: [], delivery: { state: 'accepted', by: 'report' } });
  });

  test('nobody without the key is heard', async () => {
    const { status, body } = await post(told('hard'), { wrongKey: true });
    expect([401, 403]).toContain(status);
    expect(body['code']).toBe(service.covers === 'sender' ? 'hook.credentials' : 'hook.signature');
    const bare = await world.post(name, { headers: {}, body: service.request(told('hard'), { seconds: 0 }).body });
    expect(bare.status).toBeGreaterThanOrEqual(400);
    expect(world.state()).toMatchObject({ bounces: [], suppressions: [] });
  });

  test('the order of events does not matter', async () => {
    const events = [told('hard', 'event-1'), told('complaint', 'event-2'), told('delivered', 'event-3')];
    const orders = [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0, 1, 0, 2],
    ];
    const ends = [];
    for (const order of orders) {
      const own = await openHookWorld({ [name]: service.hook });
      for (const index of order) {
        const event = events[index];
        if (event === undefined) throw new Error('no such event');
        await own.post(name, service.request({ ...event, token: own.token }, { seconds: own.seconds() }));
      }
      const { bounces, suppressions, states, delivery } = own.state();
      ends.push({ bounces: bounces.length, suppressed: suppressions.length, states, delivery });
      await own.close();
    }
    expect(new Set(ends.map((end) => JSON.stringify(end))).size).toBe(1);
    expect(ends[0]).toMatchObject({ bounces: 2, suppressed: 1, delivery: { state: 'accepted' } });
  });

  test('nonsense is refused with 400', async () => {
    const sent = service.request(told('hard'), { seconds: world.seconds() });
    const { status } = await world.post(name, { ...sent, body: '{"nothing": true}' });
    expect(status).toBe(service.covers === 'events' ? 403 : 400);
  });
});

const post = async (what: Told) =>
  world.post('sendgrid', serviceOf('sendgrid').request(what, { seconds: world.seconds() }));

describe('which delivery an event is about', () => {
  const event = { kind: 'hard', id: 'event-1', recipient: 'Reader@Example.net' } as const;

  test('our Message-ID together with the address', async () => {
    await post({ ...event, messageId: world.messageId });
    expect(world.state().bounces).toMatchObject([{ matched_by: 'message-id', issue_id: world.issueId }]);
  });

  test('somebody else’s Message-ID: the newest delivery to the address, and the record says so', async () => {
    await post({ ...event, messageId: '<other@elsewhere.example>' });
    expect(world.state().bounces).toMatchObject([{ matched_by: 'address', issue_id: world.issueId }]);
  });

  test('a forged token counts for nothing', async () => {
    await post({ ...event, token: world.token.replace(/.$/, (last) => (last === 'z' ? 'y' : 'z')) });
    expect(world.state().bounces).toMatchObject([{ matched_by: 'address' }]);
  });

  test.each(['delivered', 'hard', 'unsubscribe'] as const)(
    '"%s" by the address alone settles no doubt: it may be about a letter',
    async (kind) => {
      world.setDelivery('in_doubt', 1);
      await post({ ...event, kind });
      expect(world.delivery().state).toBe('in_doubt');
      await post({ ...event, kind, id: 'event-2', token: world.token });
      expect(world.delivery().state).toBe('accepted');
    },
  );

  test('a stranger is counted as unmatched and changes nothing', async () => {
    const answer = await post({ ...event, recipient: 'stranger@example.com', messageId: world.messageId });
    expect(answer).toMatchObject({ status: 200, body: { recorded: 0, unmatched: 1 } });
    expect(world.state()).toMatchObject({ bounces: [], suppressions: [] });
  });
});

test('a mail that waits is noted once, however often a service tries', async () => {
  const service = serviceOf('sparkpost');
  for (const id of ['try-1', 'try-2', 'try-3'])
    await world.post('sparkpost', service.request(told('deferred', id), { seconds: world.seconds() }));
  expect(world.state().bounces).toMatchObject([{ class: 'delayed' }]);
});

test('Mailgun forms are read as its JSON is', async () => {
  const sent = serviceOf('mailgun').request(told('hard'), { seconds: world.seconds() });
  const { signature, 'event-data': event } = JSON.parse(sent.body) as Record<string, unknown>;
  const form = new FormData();
  form.set('signature', JSON.stringify(signature));
  form.set('event-data', JSON.stringify(event));
  const packed = new Response(form);
  const headers = { 'content-type': packed.headers.get('content-type') ?? '' };
  expect(await world.post('mailgun', { headers, body: await packed.text() })).toMatchObject({ body: { recorded: 1 } });
});

test('a service nobody set up, and a body without end', async () => {
  expect((await world.post('ses', { headers: {}, body: '{}' })).status).toBe(404);
  expect((await world.post('constructor', { headers: {}, body: '{}' })).status).toBe(404);
  expect((await world.post('postmark', { headers: {}, body: 'x'.repeat(3_000_000) })).status).toBe(413);
});

test('refusals are counted by service and reason', async () => {
  await world.post('postmark', { headers: {}, body: '{}' });
  await world.post('postmark', { headers: {}, body: '{}' });
  expect(world.hooks.hookTally()).toEqual([{ service: 'postmark', result: 'refused-credentials', count: 2 }]);
});
