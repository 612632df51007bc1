import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { CodeMeaning } from '../status-codes.js';
import { HOUR } from '../../kernel/clock.js';
import { hard, hookEvent, lookUp, ownValue, soft, SUPPRESSED, type HookEvent, type ReadHook } from './hook.js';
import { isRecent, isSame, readSeconds, signedProof } from './proof.js';
import { readMailgunBody } from './mailgun-body.js';

/** `reason` of a permanent failure. */
const REASONS: Readonly<Record<string, CodeMeaning>> = {
  'suppress-bounce': SUPPRESSED,
  'suppress-complaint': SUPPRESSED,
  'suppress-unsubscribe': soft('unsubscribed'),
  espblock: soft('blocked'),
  old: soft('expired'),
};

const signature = z.object({ timestamp: z.coerce.string(), token: z.string().min(1), signature: z.string() });
const status = z.looseObject({
  code: z.union([z.number(), z.string()]).nullish(),
  message: z.string().nullish(),
  description: z.string().nullish(),
  'enhanced-code': z.string().nullish(),
  'bounce-type': z.string().nullish(),
});
const eventSchema = z.looseObject({
  event: z.string(),
  id: z.string(),
  severity: z.string().nullish(),
  reason: z.string().nullish(),
  recipient: z.string().nullish(),
  envelope: z.looseObject({ sender: z.string().nullish() }).nullish(),
  'delivery-status': status.nullish(),
  message: z.looseObject({ headers: z.looseObject({ 'message-id': z.string().nullish() }).nullish() }).nullish(),
  'user-variables': z.record(z.string(), z.unknown()).nullish(),
});
const schema = z.looseObject({ signature, 'event-data': eventSchema });

/** Mailgun tries for eight hours, by what is known of it with the timestamp of the first try; a token is good for once. */
const OLDEST = 9 * HOUR;

/**
 * Mailgun: HMAC-SHA-256 over timestamp and token. The signature does not cover what happened, so a token is good for one
 * body alone, and our own token seals that.
 */
export const createMailgunHook =
  ({ keys }: { keys: readonly string[] }): ReadHook =>
  async (request) => {
    const body = schema.safeParse(await readMailgunBody(request));
    if (!body.success) return { fault: 'malformed' };
    const { timestamp, token, signature: given } = body.data.signature;
    const right = keys.map((key) => createHmac('sha256', key).update(`${timestamp}${token}`).digest('hex'));
    if (!right.map((expected) => isSame(given, expected)).includes(true)) return { fault: 'signature' };
    const at = readSeconds(timestamp);
    if (!isRecent(at, request.now, OLDEST)) return { fault: 'timestamp' };
    return { events: toEvents(body.data['event-data']), covers: 'token', proof: signedProof(token, at, OLDEST) };
  };

type MailgunEvent = z.infer<typeof eventSchema>;

function kindOf({ event, severity, reason }: MailgunEvent): HookEvent['kind'] | undefined {
  if (event === 'failed' && reason === 'suppress-unsubscribe') return 'unsubscribe';
  if (event === 'failed') return severity === 'temporary' ? 'deferred' : 'bounce';
  return lookUp(KINDS, event);
}

const KINDS: Readonly<Record<string, HookEvent['kind']>> = {
  complained: 'complaint',
  unsubscribed: 'unsubscribe',
  delivered: 'delivered',
};

function toEvents(told: MailgunEvent): readonly HookEvent[] {
  const kind = kindOf(told);
  if (kind === undefined) return [];
  return [
    hookEvent({
      id: told.id,
      kind,
      recipient: told.recipient ?? null,
      tokens: [...textsOf(told['user-variables']), told.envelope?.sender ?? ''],
      seal: ownValue(told['user-variables']),
      messageId: told.message?.headers?.['message-id'] ?? null,
      ...answerOf(told),
    }),
  ];
}

/** What the mail server answered, and what Mailgun makes of it. */
function answerOf({
  reason,
  'delivery-status': state,
}: MailgunEvent): Pick<HookEvent, 'status' | 'diagnostic' | 'word'> {
  return {
    status: state?.['enhanced-code'] || null,
    diagnostic: state ? wordsOf(state) : null,
    word: lookUp(REASONS, reason) ?? lookUp(TYPES, state?.['bounce-type']) ?? null,
  };
}

const textsOf = (variables: MailgunEvent['user-variables']): readonly string[] =>
  Object.values(variables ?? {}).filter((value) => typeof value === 'string');

function wordsOf({ code, message, description }: z.infer<typeof status>): string | null {
  const words = [message, description].filter((text) => typeof text === 'string' && text !== '').join(' ');
  return words === '' ? null : `${code ?? ''} ${words}`.trim();
}

const TYPES: Readonly<Record<string, CodeMeaning>> = { hard: hard('address'), soft: soft('undefined') };
