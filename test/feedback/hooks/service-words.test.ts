import { expect, test } from '@jest/globals';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { effectOf } from '../../../src/feedback/effects.js';
import type { HookEvent, HookReading, ReadHook } from '../../../src/feedback/hooks/hook.js';
import { judgeEvent } from '../../../src/feedback/hooks/judge-event.js';
import { createResendHook } from '../../../src/feedback/hooks/resend.js';
import { createSendgridHook } from '../../../src/feedback/hooks/sendgrid.js';
import { serviceOf } from './services.js';

const now = Date.UTC(2026, 10, 22, 6);
const seconds = String(now / 1000);

/** A body as each service proves it, read. */
const READ: Readonly<Record<string, (body: string) => ReturnType<ReadHook>>> = {
  sendgrid: async (body) => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const signature = sign('sha256', Buffer.from(seconds + body), privateKey).toString('base64');
    const hook = createSendgridHook({ keys: [publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] });
    const header = (name: string) => (name.endsWith('-timestamp') ? seconds : signature);
    return hook({ header, raw: Buffer.from(body), now });
  },
  resend: async (body) => {
    const secret = Buffer.from('a secret of thirty-two octets ok');
    const signature = createHmac('sha256', secret).update(`id.${seconds}.${body}`).digest('base64');
    const headers: Readonly<Record<string, string>> = {
      'svix-id': 'id',
      'svix-timestamp': seconds,
      'svix-signature': `v1,${signature}`,
    };
    const hook = createResendHook({ secrets: [`whsec_${secret.toString('base64')}`] });
    return hook({ header: (name) => headers[name], raw: Buffer.from(body), now });
  },
  ...Object.fromEntries(['postmark', 'mailjet', 'sparkpost'].map((name) => [name, readUnsigned(name)])),
};

function readUnsigned(name: string) {
  const service = serviceOf(name);
  const { headers } = service.request({ kind: 'hard', id: '1', recipient: '' }, { seconds: 0 });
  const lower = new Map(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value]));
  return async (body: string) => service.hook({ header: (key) => lower.get(key), raw: Buffer.from(body), now });
}

async function read(name: string, body: unknown): Promise<readonly HookEvent[]> {
  const reading: HookReading | { fault: string } | undefined = await READ[name]?.(JSON.stringify(body));
  if (reading === undefined || 'fault' in reading) throw new Error(reading?.fault ?? `no ${name}`);
  return reading.events;
}

const email = 'reader@example.net';
const dropped = { event: 'dropped', email, sg_event_id: 'e', status: '5.0.0' };
const sparkpost = (fields: object) => [{ msys: { message_event: { event_id: 'e', rcpt_to: email, ...fields } } }];
const INTERNAL = '550 5.7.1 [internal] recipient blackholed';
const postmark = { RecordType: 'Bounce', MessageID: 'm', ID: 1, Email: email };

test.each([
  ['sendgrid', 'invalid SMTPAPI header', [{ ...dropped, reason: 'Invalid SMTPAPI header' }], 'not-sent'],
  ['sendgrid', 'unsubscribed', [{ ...dropped, reason: 'Unsubscribed Address' }], 'unsubscribed'],
  ['postmark', 'ISP block of theirs', { ...postmark, TypeCode: 100_007, Details: '550 5.2.1 inactive' }, 'not-sent'],
  ['sparkpost', 'admin failure', sparkpost({ type: 'bounce', bounce_class: '25', raw_reason: INTERNAL }), 'not-sent'],
  [
    'sparkpost',
    'policy',
    sparkpost({ type: 'policy_rejection', bounce_class: '10', raw_reason: INTERNAL }),
    'not-sent',
  ],
  ['sparkpost', 'an answering machine', sparkpost({ type: 'out_of_band', bounce_class: '60' }), 'auto-reply'],
  ['sparkpost', 'a challenge', sparkpost({ type: 'out_of_band', bounce_class: '100' }), 'challenge'],
  ['sparkpost', 'unsubscribed', sparkpost({ type: 'bounce', bounce_class: '90' }), 'unsubscribed'],
])('%s: %s is no failure of the mailbox', async (name, _what, body, reason) => {
  const [event] = await read(name, body);
  if (event === undefined) throw new Error('no event');
  const judged = judgeEvent(event);
  expect(judged).toMatchObject({ class: 'soft', reason });
  expect(effectOf(judged)).toBe('none');
});

test('resend: what it did not send is no bounce', async () => {
  const failed = { type: 'email.failed', data: { to: [email], failed: { reason: 'reached_daily_quota' } } };
  expect(await read('resend', failed)).toEqual([]);
});

test.each([
  ['sendgrid', [{ event: 'delivered' }, null, { ...dropped, event: 'spamreport' }]],
  ['mailjet', [{ event: 'spam' }, 'odd', { event: 'spam', email, time: 1 }]],
  ['sparkpost', [...sparkpost({ type: 'bounce', event_id: 7 }), ...sparkpost({ type: 'spam_complaint' })]],
])('%s: one odd event of a batch keeps back no other', async (name, body) => {
  expect(await read(name, body)).toMatchObject([{ kind: 'complaint', recipient: email }]);
});
