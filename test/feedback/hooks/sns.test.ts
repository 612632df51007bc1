import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTextFetcher } from '../../../src/adapters/fetch-text.js';
import { createSesHook } from '../../../src/feedback/hooks/ses.js';
import { openHookWorld, type HookWorld } from './hook-world.js';
import {
  CERTIFICATE,
  confirmation,
  sesBounce,
  snsCertificate,
  snsMessage,
  SUBSCRIBE,
  TOPIC,
  type Wish,
} from './sns-sender.js';

let world: HookWorld;
/** Everything that was asked of the network, in order. */
let asked: string[];
let certificate: string | undefined;
let confirmed: string | undefined;

beforeEach(async () => {
  asked = [];
  confirmed = '<ConfirmSubscriptionResponse/>';
  const fetchText = async (url: string) => {
    asked.push(url);
    return url.endsWith('.pem') ? certificate : confirmed;
  };
  world = await openHookWorld({ ses: createSesHook({ topics: [TOPIC], fetchText }) });
  certificate = snsCertificate(world.clock.now());
});
afterEach(async () => world.close());

const post = async (wish: Wish = {}) => world.post('ses', snsMessage(world, wish));

const complaint = (type: string) =>
  JSON.stringify({
    ...sesBounce(world.token),
    eventType: 'Complaint',
    notificationType: undefined,
    complaint: { complaintFeedbackType: type, complainedRecipients: [{ emailAddress: 'reader@example.net' }] },
  });
const untouched = () => expect(world.state()).toMatchObject({ bounces: [], suppressions: [] });

describe('Amazon SES through SNS', () => {
  test.each(['1', '2'] as const)('signature version %s is taken', async (version) => {
    expect(await post({ version })).toMatchObject({ status: 200, body: { recorded: 1 } });
    expect(world.state()).toMatchObject({
      bounces: [{ class: 'hard', reason: 'unknown-user', service: 'ses', matched_by: 'token' }],
      suppressions: [{ email: 'reader@example.net' }],
    });
  });

  test('the certificate is fetched once', async () => {
    await post();
    await post({ change: { MessageId: 'sns-2' } });
    expect(asked).toEqual([CERTIFICATE]);
  });

  test('the same event in another notification changes nothing', async () => {
    await post();
    await world.subscribers.liftSuppression('reader@example.net', { reason: 'They asked.' });
    expect(await post({ change: { MessageId: 'sns-2' } })).toMatchObject({ status: 200, body: { known: 1 } });
    expect(world.state()).toMatchObject({ suppressions: [] });
  });

  test('a replay is known by what is signed: other bytes around it do not help', async () => {
    const sent = snsMessage(world);
    await world.post('ses', sent);
    for (const body of [` ${sent.body}`, JSON.stringify({ UnsubscribeURL: 'x', ...JSON.parse(sent.body) })])
      expect(await world.post('ses', { ...sent, body })).toMatchObject({ status: 409, body: { code: 'hook.replay' } });
  });

  test('several recipients in one notification are several events', async () => {
    const two = sesBounce(world.token);
    two.bounce.bouncedRecipients.push({ ...two.bounce.bouncedRecipients[0], emailAddress: 'b@example.net' } as never);
    expect(await post({ change: { Message: JSON.stringify(two) } })).toMatchObject({ body: { recorded: 2 } });
  });

  test('"not spam" is no complaint; "abuse" is', async () => {
    await post({ change: { Message: complaint('not-spam') } });
    untouched();
    await post({ change: { Message: complaint('abuse'), MessageId: 'sns-2' } });
    expect(world.state()).toMatchObject({ suppressions: [{ source: 'complaint' }] });
  });
});

describe('refused, and nothing is fetched from anywhere but Amazon', () => {
  test.each<[string, () => Wish, string]>([
    ['version 1 claimed for 2', () => ({ forge: { SignatureVersion: '1' } }), 'hook.signature'],
    ['no time at all', () => ({ change: { Timestamp: 'now' } }), 'hook.timestamp'],
    ['no signature version', () => ({ forge: { SignatureVersion: '3' } }), 'hook.malformed'],
  ])('%s', async (_what, wish, code) => {
    const { status, body } = await post(wish());
    expect(body['code']).toBe(code);
    expect(status).toBe(code === 'hook.malformed' ? 400 : 403);
    expect(asked.filter((url) => url !== CERTIFICATE)).toEqual([]);
    untouched();
  });

  test('a certificate that is out of date, or none', async () => {
    const now = world.clock.now();
    for (const wrong of [snsCertificate(now, now - 1_000), 'no certificate']) {
      certificate = wrong;
      expect(await post()).toMatchObject({ status: 403, body: { code: 'hook.certificate' } });
    }
    untouched();
  });

  test('a certificate that cannot be had: 503, so that Amazon tries again', async () => {
    const good = certificate;
    certificate = undefined;
    expect(await post()).toMatchObject({ status: 503, body: { code: 'hook.unavailable' } });
    certificate = good;
    expect(await post()).toMatchObject({ status: 200, body: { recorded: 1 } });
  });
});

describe('the subscription', () => {
  test('of our topic is confirmed at Amazon, once', async () => {
    const sent = snsMessage(world, confirmation(SUBSCRIBE));
    expect((await world.post('ses', sent)).status).toBe(200);
    expect(await world.post('ses', sent)).toMatchObject({ status: 409, body: { code: 'hook.replay' } });
    expect(asked).toEqual([CERTIFICATE, SUBSCRIBE]);
  });

  test('that Amazon cannot confirm just now is asked again', async () => {
    const sent = snsMessage(world, confirmation(SUBSCRIBE));
    confirmed = undefined;
    expect((await world.post('ses', sent)).status).toBe(503);
    confirmed = '<ConfirmSubscriptionResponse/>';
    expect((await world.post('ses', sent)).status).toBe(200);
  });
});

test('the fetcher itself is the second wall: it does not reach this machine', async () => {
  let called = 0;
  const canary = createServer((_req, res) => {
    called += 1;
    res.end('tweet');
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  const { port } = canary.address() as AddressInfo;
  const fetchText = createTextFetcher();
  for (const url of [`http://127.0.0.1:${port}/`, `https://[::1]:${port}/`, `http://localhost:${port}/`])
    expect(await fetchText(url)).toBeUndefined();
  await new Promise((resolve) => canary.close(resolve));
  expect(called).toBe(0);
});
