import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createMailgunHook } from '../../../src/feedback/hooks/mailgun.js';
import { createMailjetHook } from '../../../src/feedback/hooks/mailjet.js';
import { createPostmarkHook } from '../../../src/feedback/hooks/postmark.js';
import { createResendHook } from '../../../src/feedback/hooks/resend.js';
import { createSendgridHook } from '../../../src/feedback/hooks/sendgrid.js';
import { createSparkpostHook } from '../../../src/feedback/hooks/sparkpost.js';
import type { HookReading, ReadHook } from '../../../src/feedback/hooks/hook.js';

/** A request as a service sends it. */
export interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What one of our events looks like at a service. */
export interface Told {
  readonly kind: 'hard' | 'full' | 'complaint' | 'delivered' | 'deferred' | 'unsubscribe';
  readonly id: string;
  readonly recipient: string;
  /** Our token, where the service carries it; else the Message-ID or the address must do. */
  readonly token?: string;
  readonly messageId?: string;
}

export interface Service {
  readonly name: string;
  readonly hook: ReadHook;
  readonly covers: HookReading['covers'];
  /** @param how.seconds since 1970: the signed time, or when it happened where nothing is signed */
  request(told: Told, how: { seconds: number; wrongKey?: boolean }): Sent;
}

const json = { 'content-type': 'application/json' };
const PASSWORD = 'a-password-of-more-than-twenty';
const login = (wrong = false) => ({
  ...json,
  authorization: `Basic ${Buffer.from(`pressrun:${wrong ? PASSWORD.toUpperCase() : PASSWORD}`).toString('base64')}`,
});

const full = '552 5.2.2 Mailbox full';
const unknown = '550 5.1.1 User unknown';

function sendgrid(): Service {
  const [own, other] = [0, 1].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' })) as [Pair, Pair];
  const events = { hard: 'bounce', full: 'bounce', complaint: 'spamreport', unsubscribe: 'group_unsubscribe' };
  return {
    name: 'sendgrid',
    covers: 'events',
    hook: createSendgridHook({ keys: [own.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] }),
    request: (told, { seconds, wrongKey }) => {
      const event = { ...events, delivered: 'delivered', deferred: 'deferred' }[told.kind];
      const reason = { hard: unknown, full, deferred: '421 4.7.0 try later' }[told.kind as 'hard'];
      const body = JSON.stringify([
        {
          email: told.recipient,
          timestamp: seconds,
          event,
          sg_event_id: told.id,
          sg_message_id: 'filter.1',
          ...(told.messageId === undefined ? {} : { 'smtp-id': told.messageId }),
          ...(told.token === undefined ? {} : { pressrun_delivery: told.token }),
          ...(reason === undefined ? {} : { reason, status: reason.slice(4, 9), type: 'bounce' }),
        },
      ]);
      const signature = sign('sha256', Buffer.from(`${seconds}${body}`), (wrongKey ? other : own).privateKey);
      return {
        body,
        headers: {
          ...json,
          'X-Twilio-Email-Event-Webhook-Signature': signature.toString('base64'),
          'X-Twilio-Email-Event-Webhook-Timestamp': String(seconds),
        },
      };
    },
  };
}

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

function postmarkBody({ kind, id, recipient, token }: Told, seconds: number): unknown {
  const at = new Date(seconds * 1000).toISOString().replace('Z', '0000Z');
  const common = { MessageID: `pm-${id}`, Metadata: token === undefined ? {} : { pressrun: token } };
  const named = { ID: Number(id.replaceAll(/\D/g, '')), Email: recipient, BouncedAt: at };
  const bounce = { ...common, ...named, RecordType: 'Bounce' };
  const change = { RecordType: 'SubscriptionChange', SuppressSending: true, SuppressionReason: 'ManualSuppression' };
  const bodies: Readonly<Record<Told['kind'], unknown>> = {
    hard: { ...bounce, Type: 'HardBounce', TypeCode: 1, Details: `smtp;${unknown}`, Inactive: true },
    full: { ...bounce, Type: 'SoftBounce', TypeCode: 4096, Details: `smtp;${full}` },
    deferred: { ...bounce, Type: 'AutoResponder', TypeCode: 64, Details: 'I am away' },
    complaint: { ...bounce, RecordType: 'SpamComplaint', Type: 'SpamComplaint', TypeCode: 100_001 },
    delivered: { ...common, RecordType: 'Delivery', Recipient: recipient, Details: '250 ok', DeliveredAt: at },
    unsubscribe: { ...common, ...change, Recipient: recipient, Origin: 'Recipient', ChangedAt: at },
  };
  return bodies[kind];
}

function postmark(): Service {
  return {
    name: 'postmark',
    covers: 'sender',
    hook: createPostmarkHook({ secrets: [`pressrun:${PASSWORD}`] }),
    request: (told, { seconds, wrongKey }) => ({
      headers: login(wrongKey),
      body: JSON.stringify(postmarkBody(told, seconds)),
    }),
  };
}

function mailgun(): Service {
  const events = {
    hard: 'failed',
    full: 'failed',
    deferred: 'failed',
    complaint: 'complained',
    delivered: 'delivered',
  };
  const key = 'key-of-twenty-and-some-characters';
  return {
    name: 'mailgun',
    covers: 'token',
    hook: createMailgunHook({ keys: ['an-older-key-of-enough-characters', key] }),
    request: ({ kind, id, recipient, token, messageId }, { seconds, wrongKey }) => {
      const proof = `proof-${id}-${seconds}`;
      const signature = createHmac('sha256', wrongKey ? 'other' : key)
        .update(`${seconds}${proof}`)
        .digest('hex');
      const answer = { hard: unknown, full, deferred: '421 4.7.0 try later' }[kind as 'hard'];
      const body = {
        signature: { timestamp: String(seconds), token: proof, signature },
        'event-data': {
          event: { ...events, unsubscribe: 'unsubscribed' }[kind],
          id,
          recipient,
          severity: kind === 'deferred' ? 'temporary' : 'permanent',
          'delivery-status': answer === undefined ? {} : { code: Number(answer.slice(0, 3)), message: answer.slice(4) },
          message: { headers: { 'message-id': messageId?.replaceAll(/[<>]/g, '') ?? 'other@mailgun.example' } },
          'user-variables': token === undefined ? {} : { pressrun: token },
        },
      };
      return { headers: json, body: JSON.stringify(body) };
    },
  };
}

function mailjet(): Service {
  const events = { hard: 'bounce', full: 'bounce', complaint: 'spam', delivered: 'sent', unsubscribe: 'unsub' };
  return {
    name: 'mailjet',
    covers: 'sender',
    hook: createMailjetHook({ secrets: [`pressrun:${PASSWORD}`] }),
    request: ({ kind, id, recipient, token }, { seconds, wrongKey }) => ({
      headers: login(wrongKey),
      body: JSON.stringify([
        {
          event: { ...events, deferred: 'open' }[kind],
          time: seconds,
          MessageID: Number(id.replaceAll(/\D/g, '')),
          Message_GUID: `guid-${id}`,
          email: recipient,
          CustomID: token ?? '',
          hard_bounce: kind === 'hard',
          ...(kind === 'hard' ? { error_related_to: 'recipient', error: 'user unknown' } : {}),
          ...(kind === 'full' ? { error_related_to: 'recipient', error: 'quota exceeded' } : {}),
        },
      ]),
    }),
  };
}

function sparkpost(): Service {
  const types = { hard: 'bounce', full: 'out_of_band', complaint: 'spam_complaint', delivered: 'delivery' };
  return {
    name: 'sparkpost',
    covers: 'sender',
    hook: createSparkpostHook({ secrets: [`pressrun:${PASSWORD}`, 'a-bearer-token-of-enough-characters'] }),
    request: ({ kind, id, recipient, token }, { seconds, wrongKey }) => ({
      headers: { ...json, authorization: `Bearer ${wrongKey ? 'guessed' : 'a-bearer-token-of-enough-characters'}` },
      body: JSON.stringify([
        { msys: {} },
        {
          msys: {
            [kind === 'unsubscribe' ? 'unsubscribe_event' : 'message_event']: {
              type: { ...types, deferred: 'delay', unsubscribe: 'list_unsubscribe' }[kind],
              event_id: id,
              timestamp: String(seconds),
              rcpt_to: recipient,
              rcpt_meta: token === undefined ? {} : { pressrun: token },
              ...(kind === 'hard' ? { bounce_class: '10', raw_reason: unknown, error_code: '550' } : {}),
              ...(kind === 'full' ? { bounce_class: '22', raw_reason: full, error_code: '552' } : {}),
            },
          },
        },
      ]),
    }),
  };
}

function resend(): Service {
  const secret = Buffer.from('a secret of thirty-two octets ok').toString('base64');
  const types = { hard: 'email.bounced', full: 'email.bounced', complaint: 'email.complained' };
  return {
    name: 'resend',
    covers: 'events',
    hook: createResendHook({ secrets: [`whsec_${secret}`] }),
    request: ({ kind, id, recipient, token, messageId }, { seconds, wrongKey }) => {
      const others = { delivered: 'email.delivered', deferred: 'email.delivery_delayed', unsubscribe: 'email.opened' };
      const bounce = {
        hard: { type: 'Permanent', subType: 'General', message: unknown },
        full: { type: 'Transient', subType: 'MailboxFull', message: full },
      }[kind as 'hard'];
      const body = JSON.stringify({
        type: { ...types, ...others }[kind],
        created_at: new Date(seconds * 1000).toISOString(),
        data: {
          email_id: `re-${id}`,
          to: [recipient],
          subject: 'Morning',
          ...(messageId === undefined ? {} : { message_id: messageId }),
          ...(token === undefined ? {} : { headers: [{ name: 'X-Pressrun-Delivery', value: token }] }),
          ...(bounce === undefined ? {} : { bounce }),
        },
      });
      const key = Buffer.from(wrongKey ? 'x' : secret, 'base64');
      const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
      return {
        body,
        headers: {
          ...json,
          'svix-id': id,
          'svix-timestamp': String(seconds),
          'svix-signature': `v1,${Buffer.alloc(32).toString('base64')} v1,${signature}`,
        },
      };
    },
  };
}

export const SERVICES: readonly Service[] = [sendgrid(), postmark(), mailgun(), mailjet(), sparkpost(), resend()];

export function serviceOf(name: string): Service {
  const service = SERVICES.find((one) => one.name === name);
  if (service === undefined) throw new Error(`no ${name}`);
  return service;
}
