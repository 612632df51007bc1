import { DAY, HOUR, MINUTE, SECOND } from '../../../src/kernel/clock.js';
import type { HookWorld } from './hook-world.js';
import { SERVICES, type Sent, type Service, type Told } from './services.js';
import { confirmation, HOST, OTHER_TOPIC, SUBSCRIBE, snsMessage, TOPIC, type Wish } from './sns-sender.js';

/** What a newsroom's webhook must withstand. Certificates and topics exist at Amazon SNS alone. */
export type AttackName =
  'altered body' | 'wrong key' | 'old timestamp' | 'replay' | 'wrong certificate host' | 'unknown topic';

export interface Attack {
  readonly attack: AttackName;
  /** Which of the ways to try it. */
  readonly way: string;
  readonly status: number;
  readonly code: string;
  /** @param port of the canary on this machine */
  readonly sent: (world: AttackedWorld, port: number) => Sent;
}

export interface AttackedWorld extends HookWorld {
  /** The token of another reader's mail. */
  readonly victimToken: string;
}

export interface Attacked {
  readonly name: string;
  readonly genuine: (world: AttackedWorld) => Sent;
  /** What the same request is answered with when it comes again. */
  readonly replay: { readonly status: number; readonly code: 'hook.replay' };
  /** Those that can be tried in a world of their own. */
  readonly attacks: readonly Attack[];
}

export const READER = 'reader@example.net';
export const VICTIM = 'victim@example.net';

const told = ({ token }: HookWorld): Told => ({ kind: 'hard', id: 'event-1', recipient: READER, token });
const alter = (sent: Sent, from: string, to: string): Sent => ({ ...sent, body: sent.body.replaceAll(from, to) });
const mangled = (token: string) => token.replace(/.$/, (last) => (last === 'z' ? 'y' : 'z'));

/** The status that ends a service's tries, where it knows one. */
const FINAL: Readonly<Record<string, number>> = { mailgun: 406, postmark: 403 };
/** How far a time may lie behind and ahead of ours. */
const WINDOWS: Readonly<Record<string, { readonly behind: number; readonly ahead: number }>> = {
  sendgrid: { behind: 5 * MINUTE, ahead: 5 * MINUTE },
  resend: { behind: 5 * MINUTE, ahead: 5 * MINUTE },
  mailgun: { behind: 9 * HOUR, ahead: 5 * MINUTE },
  postmark: { behind: 3 * DAY, ahead: HOUR },
  mailjet: { behind: 3 * DAY, ahead: HOUR },
  sparkpost: { behind: 3 * DAY, ahead: HOUR },
};

function attackedService(service: Service): Attacked {
  const { name, covers } = service;
  const genuine = (world: AttackedWorld) => service.request(told(world), { seconds: world.seconds() });
  const proof = covers === 'sender' ? { status: 401, code: 'hook.credentials' } : FORGED;
  const altered = covers === 'events' ? FORGED : { status: FINAL[name] ?? 403, code: 'hook.altered' };
  const shifted = (milliseconds: number) => (world: AttackedWorld) =>
    service.request(told(world), { seconds: world.seconds() + milliseconds / SECOND });
  const { behind, ahead } = WINDOWS[name] ?? { behind: NaN, ahead: NaN };
  const body: readonly (readonly [string, Attack['sent']])[] = [
    ['another recipient', (world) => alter(genuine(world), READER, VICTIM)],
    ['another reader’s token', (world) => alter(genuine(world), world.token, world.victimToken)],
    ['a token nobody signed', (world) => alter(genuine(world), world.token, mangled(world.token))],
  ];
  return {
    name,
    genuine,
    replay: { status: FINAL[name] ?? 409, code: 'hook.replay' },
    attacks: [
      ...body.map(([way, sent]) => ({ attack: 'altered body' as const, way, ...altered, sent })),
      {
        attack: 'wrong key',
        way: 'another one',
        ...proof,
        sent: (world) => service.request(told(world), { seconds: world.seconds(), wrongKey: true }),
      },
      { attack: 'old timestamp', way: 'too old by a second', ...LATE, sent: shifted(-behind - SECOND) },
      { attack: 'old timestamp', way: 'too new by a second', ...LATE, sent: shifted(ahead + SECOND) },
    ],
  };
}

const FORGED = { status: 403, code: 'hook.signature' } as const;
const LATE = { status: 403, code: 'hook.timestamp' } as const;
const UNKNOWN_TOPIC = { attack: 'unknown topic', status: 403, code: 'hook.topic' } as const;
const WRONG_HOST = { attack: 'wrong certificate host', status: 403, code: 'hook.certificate' } as const;

const FILE = 'SimpleNotificationService-0.pem';
/** Addresses that look like Amazon's to a careless reader, or lead to this machine. */
const certificateUrls = (port: number): readonly string[] => [
  `http://127.0.0.1:${port}/${FILE}`,
  `https://127.0.0.1:${port}/${FILE}`,
  `http://2130706433:${port}/${FILE}`,
  `http://[::ffff:127.0.0.1]:${port}/${FILE}`,
  `${HOST}@127.0.0.1:${port}/${FILE}`,
  `${HOST}:x@127.0.0.1:${port}/${FILE}`,
  `${HOST}%40127.0.0.1:${port}/${FILE}`,
  `${HOST}\\@127.0.0.1:${port}/${FILE}`,
  `${HOST}.localhost:${port}/${FILE}`,
  `${HOST}.evil.example/${FILE}`,
  `${HOST}:${port}/${FILE}`,
  `${HOST}:8443/${FILE}`,
  `${HOST}./${FILE}`,
  `${HOST}/bucket/${FILE}`,
  `${HOST}/evil.pem`,
  `${HOST}/${FILE}?x=http://127.0.0.1:${port}`,
  `${HOST}/${FILE}#@127.0.0.1:${port}`,
  `https://user@sns.eu-west-1.amazonaws.com/${FILE}`,
  `http://sns.eu-west-1.amazonaws.com/${FILE}`,
  `https://sns.us-east-1.amazonaws.com/${FILE}`,
  `https://sns.evil.example/${FILE}`,
  `https://evil.example/sns.eu-west-1.amazonaws.com/${FILE}`,
  `https://s3.eu-west-1.amazonaws.com/bucket/${FILE}`,
  'file:///etc/passwd',
  'not an address',
];

/** Amazon's own signature on a wrong address does not make it a right one. */
const subscribeUrls = (port: number): readonly string[] => [
  `http://127.0.0.1:${port}/?Action=ConfirmSubscription&TopicArn=${TOPIC}`,
  `https://localhost:${port}/?Action=ConfirmSubscription&TopicArn=${TOPIC}`,
  SUBSCRIBE.replace(HOST, `${HOST}@127.0.0.1:${port}`),
  SUBSCRIBE.replace(HOST, `${HOST}:${port}`),
  SUBSCRIBE.replace(HOST, `${HOST}.localhost:${port}`),
  SUBSCRIBE.replace(HOST, `${HOST}.evil.example`),
  SUBSCRIBE.replace('https:', 'http:'),
  SUBSCRIBE.replace('ConfirmSubscription', 'Unsubscribe'),
  SUBSCRIBE.replace(TOPIC, OTHER_TOPIC),
  SUBSCRIBE.replace('/?', '/evil?'),
];

const indices = (urls: (port: number) => readonly string[]) => urls(0).map((url, index) => [index, url] as const);
const when = (milliseconds: number) => (world: AttackedWorld) =>
  snsMessage(world, { change: { Timestamp: new Date(world.clock.now() + milliseconds).toISOString() } });
const plain = (wish: (world: AttackedWorld, port: number) => Wish) => (world: AttackedWorld, port: number) =>
  snsMessage(world, wish(world, port));

export const SES: Attacked = {
  name: 'ses',
  genuine: (world) => snsMessage(world),
  replay: { status: 409, code: 'hook.replay' },
  attacks: [
    {
      attack: 'altered body',
      way: 'another recipient',
      ...FORGED,
      sent: (world) => alter(snsMessage(world), READER, VICTIM),
    },
    { attack: 'altered body', way: 'another time', ...FORGED, sent: plain(() => ({ forge: { MessageId: 'sns-2' } })) },
    { attack: 'wrong key', way: 'another one', ...FORGED, sent: plain(() => ({ wrongKey: true })) },
    { attack: 'old timestamp', way: 'too old by a second', ...LATE, sent: when(-70 * MINUTE - SECOND) },
    { attack: 'old timestamp', way: 'too new by a second', ...LATE, sent: when(5 * MINUTE + SECOND) },
    ...indices(certificateUrls).map(([index, way]) => ({
      ...WRONG_HOST,
      way,
      sent: plain((_world, port) => ({ change: { SigningCertURL: certificateUrls(port)[index] } })),
    })),
    { ...UNKNOWN_TOPIC, way: 'a notification', sent: plain(() => ({ change: { TopicArn: OTHER_TOPIC } })) },
    {
      ...UNKNOWN_TOPIC,
      way: 'a subscription',
      sent: plain(() => confirmation(SUBSCRIBE.replace(TOPIC, OTHER_TOPIC), OTHER_TOPIC)),
    },
    ...indices(subscribeUrls).map(([index, way]) => ({
      ...UNKNOWN_TOPIC,
      way: `a subscription at ${way}`,
      sent: plain((_world, port) => confirmation(subscribeUrls(port)[index] ?? '')),
    })),
  ],
};

export const ATTACKED: readonly Attacked[] = [SES, ...SERVICES.map(attackedService)];
