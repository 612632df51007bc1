import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import type { CodeMeaning } from '../status-codes.js';
import {
  hard,
  hookEvent,
  lookUp,
  NOT_SENT,
  readable,
  soft,
  SUPPRESSED,
  type HookEvent,
  type ReadHook,
} from './hook.js';
import { isRecent, readJson, readSeconds, signedProof } from './proof.js';

const KINDS: Readonly<Record<string, HookEvent['kind']>> = {
  bounce: 'bounce',
  dropped: 'bounce',
  deferred: 'deferred',
  delivered: 'delivered',
  spamreport: 'complaint',
  unsubscribe: 'unsubscribe',
  group_unsubscribe: 'unsubscribe',
};

/** `bounce_classification`, and the reasons of `dropped`. */
const WORDS: Readonly<Record<string, CodeMeaning>> = {
  'Invalid Address': hard('unknown-user'),
  'Mailbox Unavailable': soft('mailbox'),
  Technical: soft('system'),
  Content: soft('content'),
  Reputation: soft('blocked'),
  'Frequency/Volume': soft('rate'),
  Unclassified: soft('undefined'),
  'Bounced Address': SUPPRESSED,
  'Spam Reporting Address': SUPPRESSED,
  'Unsubscribed Address': soft('unsubscribed'),
  Invalid: hard('unknown-user'),
};

const eventSchema = z.looseObject({
  event: z.string(),
  email: z.string(),
  sg_event_id: z.string(),
  'smtp-id': z.string().nullish(),
  pressrun_delivery: z.string().nullish(),
  status: z.string().nullish(),
  reason: z.string().nullish(),
  type: z.string().nullish(),
  bounce_classification: z.string().nullish(),
});

/** Twilio SendGrid's event webhook: ECDSA P-256 over timestamp and body. @param keys base64 SPKI, as SendGrid shows them. */
export function createSendgridHook({ keys }: { keys: readonly string[] }): ReadHook {
  const known = keys.map((key) => createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' }));
  return async ({ header, raw, now }) => {
    const timestamp = header('x-twilio-email-event-webhook-timestamp') ?? '';
    const signature = Buffer.from(header('x-twilio-email-event-webhook-signature') ?? '', 'base64');
    const signed = Buffer.concat([Buffer.from(timestamp), raw]);
    if (!known.some((key) => verify('sha256', signed, key, signature))) return { fault: 'signature' };
    const at = readSeconds(timestamp);
    if (!isRecent(at, now)) return { fault: 'timestamp' };
    const body = z.array(z.unknown()).safeParse(readJson(raw));
    if (!body.success) return { fault: 'malformed' };
    const events = readable(eventSchema, body.data).flatMap(toEvent);
    return { events, covers: 'events', proof: signedProof(signed, at) };
  };
}

function toEvent(told: z.infer<typeof eventSchema>): readonly HookEvent[] {
  const kind = lookUp(KINDS, told.event);
  if (kind === undefined) return [];
  const otherwise = told.event === 'dropped' ? NOT_SENT : told.type === 'blocked' ? soft('blocked') : null;
  return [
    hookEvent({
      id: told.sg_event_id,
      kind,
      recipient: told.email,
      tokens: [told.pressrun_delivery ?? ''],
      messageId: told['smtp-id'] ?? null,
      status: told.status ?? null,
      diagnostic: told.event === 'dropped' ? null : (told.reason ?? null),
      word: lookUp(WORDS, told.bounce_classification) ?? lookUp(WORDS, told.reason) ?? otherwise,
    }),
  ];
}
