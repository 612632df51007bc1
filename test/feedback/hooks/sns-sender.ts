import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createAuthority } from '../../support/certificate.js';
import type { HookWorld } from './hook-world.js';
import type { Sent } from './services.js';

const DAY = 86_400_000;
export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:pressrun';
export const OTHER_TOPIC = TOPIC.replace('pressrun', 'other');
export const HOST = 'https://sns.eu-west-1.amazonaws.com';
export const CERTIFICATE = `${HOST}/SimpleNotificationService-0123456789abcdef.pem`;
export const SUBSCRIBE = `${HOST}/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=2336412f37`;

/** How a message is different from a plain one; undefined takes a field away. */
export interface Wish {
  readonly change?: Readonly<Record<string, string | undefined>>;
  /** After signing. */
  readonly forge?: Readonly<Record<string, string>>;
  readonly version?: '1' | '2';
  readonly wrongKey?: boolean;
}

const [own, other] = [0, 1].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 })) as [Pair, Pair];
interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** PEM of the certificate that fits what `snsMessage` signs. */
export const snsCertificate = (now: number, notAfter = now + DAY): string =>
  createAuthority(now).certify(own.publicKey, notAfter);

/** A hard bounce as Amazon SES tells it. */
export const sesBounce = (token: string) => ({
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
    source: `b-${token}@bounces.example.org`,
    headers: [{ name: 'X-Pressrun-Delivery', value: token }],
  },
});

/** A notification of that bounce, signed as SNS signs. */
export function snsMessage(
  world: HookWorld,
  { change = {}, forge = {}, version = '2', wrongKey = false }: Wish = {},
): Sent {
  const wished: Record<string, string | undefined> = {
    Type: 'Notification',
    MessageId: 'sns-1',
    TopicArn: TOPIC,
    Subject: 'Amazon SES Email Event Notification',
    Message: JSON.stringify(sesBounce(world.token)),
    Timestamp: new Date(world.clock.now()).toISOString(),
    SignatureVersion: version,
    SigningCertURL: CERTIFICATE,
    ...change,
  };
  const message = Object.fromEntries(
    Object.entries(wished).filter((field): field is [string, string] => field[1] !== undefined),
  );
  const signature = signSns(message, { version, key: (wrongKey ? other : own).privateKey });
  return {
    headers: { 'content-type': 'text/plain; charset=UTF-8' },
    body: JSON.stringify({ ...message, Signature: signature, ...forge }),
  };
}

/** Asks to confirm a subscription at an address; such a message has no subject. */
export const confirmation = (url: string, topic = TOPIC): Wish => ({
  change: {
    Type: 'SubscriptionConfirmation',
    SubscribeURL: url,
    Token: '2336412f37',
    TopicArn: topic,
    Message: 'You have chosen to subscribe',
    Subject: undefined,
  },
});

/** RSA over the lines AWS names, as SNS signs. @param version 1 is SHA-1 */
export function signSns(
  message: Readonly<Record<string, string>>,
  { version, key }: { version: '1' | '2'; key: KeyObject },
): string {
  const names = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names.flatMap((name) => (message[name] === undefined ? [] : [`${name}\n${message[name]}\n`])).join('');
  return createSign(version === '1' ? 'sha1' : 'sha256')
    .update(text)
    .sign(key, 'base64');
}
