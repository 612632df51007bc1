import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { CodeMeaning } from '../status-codes.js';
import { hard, hookEvent, lookUp, soft, SUPPRESSED, type HookEvent, type ReadHook } from './hook.js';
import { isRecent, isSame, readJson, readSeconds, signedProof } from './proof.js';

/** `email.failed` is not here: Resend itself did not send, for a quota or a domain of ours. */
const KINDS: Readonly<Record<string, HookEvent['kind']>> = {
  'email.bounced': 'bounce',
  'email.suppressed': 'bounce',
  'email.complained': 'complaint',
  'email.delivered': 'delivered',
  'email.delivery_delayed': 'deferred',
};

/** `bounce.type`, more exactly `type/subType`: the words of Amazon SES, through which Resend sends. */
const WORDS: Readonly<Record<string, CodeMeaning>> = {
  Permanent: hard('address'),
  'Permanent/NoEmail': hard('unknown-user'),
  'Permanent/Suppressed': SUPPRESSED,
  'Permanent/OnAccountSuppressionList': SUPPRESSED,
  Transient: soft('undefined'),
  Temporary: soft('undefined'),
  Undetermined: soft('undefined'),
  'Transient/MailboxFull': soft('mailbox-full'),
  'Transient/MessageTooLarge': soft('too-big'),
  'Transient/ContentRejected': soft('content'),
  'Transient/AttachmentRejected': soft('content'),
};

const named = z.array(z.looseObject({ name: z.string(), value: z.string() })).nullish();
const schema = z.looseObject({
  type: z.string(),
  data: z.looseObject({
    email_id: z.string().nullish(),
    to: z.array(z.string()).default([]),
    message_id: z.string().nullish(),
    headers: named,
    bounce: z
      .looseObject({ type: z.string().nullish(), subType: z.string().nullish(), message: z.string().nullish() })
      .nullish(),
  }),
});

/** Resend signs as Svix does: HMAC-SHA-256 over id, timestamp and body. @param secrets `whsec_` and base64. */
export function createResendHook({ secrets }: { secrets: readonly string[] }): ReadHook {
  const keys = secrets.map((secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'));
  return async ({ header, raw, now }) => {
    const [id = '', timestamp = ''] = [header('svix-id'), header('svix-timestamp')];
    const given = (header('svix-signature') ?? '').split(' ').filter((text) => text.startsWith('v1,'));
    const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), raw]);
    const right = keys.map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    if (!given.some((text) => right.some((expected) => isSame(text, expected)))) return { fault: 'signature' };
    const at = readSeconds(timestamp);
    if (!isRecent(at, now)) return { fault: 'timestamp' };
    const body = schema.safeParse(readJson(raw));
    if (!body.success) return { fault: 'malformed' };
    return { events: toEvents(id, body.data), covers: 'events', proof: signedProof(signed, at) };
  };
}

function toEvents(id: string, { type, data }: z.infer<typeof schema>): readonly HookEvent[] {
  const kind = lookUp(KINDS, type);
  if (kind === undefined) return [];
  const { bounce } = data;
  const exact = lookUp(WORDS, `${bounce?.type ?? ''}/${bounce?.subType ?? ''}`);
  const word = type === 'email.suppressed' ? SUPPRESSED : (exact ?? lookUp(WORDS, bounce?.type) ?? soft('undefined'));
  const tokens = (data.headers ?? [])
    .filter(({ name }) => /^x-pressrun-delivery$/i.test(name))
    .map(({ value }) => value);
  return data.to.map((recipient, index) =>
    hookEvent({
      id: `${id}/${index}`,
      kind,
      recipient,
      tokens,
      messageId: data.message_id ?? null,
      diagnostic: bounce?.message ?? null,
      word,
    }),
  );
}
