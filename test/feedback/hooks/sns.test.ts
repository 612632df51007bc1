import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTextFetcher } from '../../../src/adapters/fetch-text.js';
import { createSesHook } from '../../../src/feedback/hooks/ses.js';
import { createAuthority } from '../../support/certificate.js';
import { openHookWorld, type HookWorld } from './hook-world.js';
import { signSns } from './services.js';

const DAY = 86_400_000;
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:pressrun';
const HOST = 'https://sns.eu-west-1.amazonaws.com';
const CERTIFICATE = `${HOST}/SimpleNotificationService-0123456789abcdef.pem`;
const SUBSCRIBE = `${HOST}/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=2336412f37`;
const [own, other] = [0, 1].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));
if (own === undefined || other === undefined) throw new Error('no keys');

let world: HookWorld;
/** Everything that was asked of the network, in order. */
let asked: string[];
let certificate: string | undefined;

beforeEach(async () => {
  asked = [];
  const fetchText = async (url: string) => {
    asked.push(url);
    return url.endsWith('.pem') ? certificate : '<ConfirmSubscriptionResponse/>';
  };
  world = await openHookWorld({ ses: createSesHook({ topics: [TOPIC], fetchText }) });
  const now = world.clock.now();
  certificate = createAuthority(now).certify(own.publicKey, now + DAY);
});
afterEach(async () => world.close());

const bounce = () => ({
  notificationType: 'Bounce',
  bounce: {
    feedbackId: 'feedback-1',
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [
      {
        emailAddress: 'reader@example.net',
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: 'smtp; 550 5.1.1 unknown',
      },
    ],
  },
  mail: {
    messageId: 'ses-1',
    source: `b-${world.token}@bounces.example.org`,
    headers: [{ name: 'X-Pressrun-Delivery', value: world.token }],
  },
});

interface Wish {
  readonly change?: Readonly<Record<string, string>>;
  /** After signing. */
  readonly forge?: Readonly<Record<string, string>>;
  readonly version?: '1' | '2';
  readonly wrongKey?: boolean;
}

function envelope({ change = {}, forge = {}, version = '2', wrongKey = false }: Wish) {
  const message: Record<string, string> = {
    Type: 'Notification',
    MessageId: 'sns-1',
    TopicArn: TOPIC,
    Subject: 'Amazon SES Email Event Notification',
    Message: JSON.stringify(bounce()),
    Timestamp: new Date(world.clock.now()).toISOString(),
    SignatureVersion: version,
    SigningCertURL: CERTIFICATE,
    ...change,
  };
  const { privateKey: key } = (wrongKey ? other : own) as NonNullable<typeof own>;
  return JSON.stringify({ ...message, Signature: signSns(message, { version, key }), ...forge });
}

const post = async (wish: Wish = {}) =>
  world.post('ses', { headers: { 'content-type': 'text/plain; charset=UTF-8' }, body: envelope(wish) });

const complaint = (type: string) =>
  JSON.stringify({
    ...bounce(),
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

  test('the same notification again changes nothing', async () => {
    await post();
    await world.subscribers.liftSuppression('reader@example.net', { reason: 'They asked.' });
    expect(await post()).toMatchObject({ status: 200, body: { recorded: 0, known: 1 } });
    expect(world.state()).toMatchObject({ suppressions: [] });
  });

  test('several recipients in one notification are several events', async () => {
    const two = bounce();
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
    ['an altered body', () => ({ forge: { Message: '{}' } }), 'hook.signature'],
    ['another key', () => ({ wrongKey: true }), 'hook.signature'],
    ['version 1 claimed for 2', () => ({ forge: { SignatureVersion: '1' } }), 'hook.signature'],
    [
      'two hours old',
      () => ({ change: { Timestamp: new Date(world.clock.now() - 7_200_000).toISOString() } }),
      'hook.timestamp',
    ],
    [
      'from the future',
      () => ({ change: { Timestamp: new Date(world.clock.now() + 600_000).toISOString() } }),
      'hook.timestamp',
    ],
    ['no time at all', () => ({ change: { Timestamp: 'now' } }), 'hook.timestamp'],
    ['another topic', () => ({ change: { TopicArn: TOPIC.replace('pressrun', 'other') } }), 'hook.topic'],
    ['no signature version', () => ({ forge: { SignatureVersion: '3' } }), 'hook.malformed'],
  ])('%s', async (_what, wish, code) => {
    const { status, body } = await post(wish());
    expect(body['code']).toBe(code);
    expect(status).toBe(code === 'hook.malformed' ? 400 : 403);
    expect(asked.filter((url) => url !== CERTIFICATE)).toEqual([]);
    untouched();
  });

  test.each([
    'http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem',
    'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem',
    'https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0.pem',
    'https://sns.evil.example/SimpleNotificationService-0.pem',
    'https://evil.example/sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem',
    'https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0.pem',
    'https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-0.pem',
    'https://user@sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem',
    'https://s3.eu-west-1.amazonaws.com/bucket/SimpleNotificationService-0.pem',
    'https://sns.eu-west-1.amazonaws.com/bucket/SimpleNotificationService-0.pem',
    'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem?x=http://evil.example',
    'https://sns.eu-west-1.amazonaws.com/evil.pem',
    'file:///etc/passwd',
    'not an address',
  ])('a certificate from %s', async (url) => {
    expect(await post({ change: { SigningCertURL: url } })).toMatchObject({
      status: 403,
      body: { code: 'hook.certificate' },
    });
    expect(asked).toEqual([]);
    untouched();
  });

  test('a certificate that is out of date, or none', async () => {
    const now = world.clock.now();
    for (const wrong of [createAuthority(now).certify(own.publicKey, now - 1_000), 'no certificate']) {
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

const confirmation = (url: string, topic = TOPIC): Wish => {
  const change = { Type: 'SubscriptionConfirmation', SubscribeURL: url, Token: '2336412f37', TopicArn: topic };
  return { change: { ...change, Message: 'You have chosen to subscribe' } };
};
/** An SNS message has a subject only when it is a notification. */
const withoutSubject = async (wish: Wish) => {
  const { Subject: _, ...message } = JSON.parse(envelope(wish)) as Record<string, string>;
  const signature = signSns(message, { version: '2', key: own.privateKey });
  return world.post('ses', { headers: {}, body: JSON.stringify({ ...message, Signature: signature }) });
};

describe('the subscription', () => {
  test('of our topic is confirmed at Amazon', async () => {
    expect((await withoutSubject(confirmation(SUBSCRIBE))).status).toBe(200);
    expect(asked).toEqual([CERTIFICATE, SUBSCRIBE]);
  });

  test('of another topic is not', async () => {
    const topic = TOPIC.replace('pressrun', 'other');
    expect((await withoutSubject(confirmation(SUBSCRIBE, topic))).status).toBe(403);
    expect(asked).toEqual([]);
  });

  test('leads nowhere else, also when Amazon signed it: a canary on this machine is never called', async () => {
    let called = 0;
    const canary = createServer((_req, res) => {
      called += 1;
      res.end('tweet');
    });
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    const { port } = canary.address() as AddressInfo;
    const urls = [
      `http://127.0.0.1:${port}/?Action=ConfirmSubscription&TopicArn=${TOPIC}`,
      `https://localhost:${port}/?Action=ConfirmSubscription&TopicArn=${TOPIC}`,
      SUBSCRIBE.replace(HOST, 'https://sns.eu-west-1.amazonaws.com.evil.example'),
      SUBSCRIBE.replace('https:', 'http:'),
      SUBSCRIBE.replace('ConfirmSubscription', 'Unsubscribe'),
      SUBSCRIBE.replace(TOPIC, TOPIC.replace('pressrun', 'other')),
      SUBSCRIBE.replace('/?', '/evil?'),
    ];
    for (const url of urls) expect((await withoutSubject(confirmation(url))).status).toBe(403);
    expect(asked.filter((url) => url !== CERTIFICATE)).toEqual([]);
    // The fetcher itself is the second wall.
    const fetchText = createTextFetcher();
    for (const url of [`http://127.0.0.1:${port}/`, `https://[::1]:${port}/`, `http://localhost:${port}/`])
      expect(await fetchText(url)).toBeUndefined();
    await new Promise((resolve) => canary.close(resolve));
    expect(called).toBe(0);
  });
});
