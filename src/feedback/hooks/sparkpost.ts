import { z } from 'zod';
import type { CodeMeaning } from '../status-codes.js';
import { hard, hookEvent, lookUp, NOT_SENT, ownValue, readable, soft, type HookEvent, type ReadHook } from './hook.js';
import { hasCredentials, readJson, readSeconds, unsignedProof } from './proof.js';

const KINDS: Readonly<Record<string, HookEvent['kind']>> = {
  bounce: 'bounce',
  out_of_band: 'bounce',
  policy_rejection: 'bounce',
  delay: 'deferred',
  delivery: 'delivered',
  spam_complaint: 'complaint',
  list_unsubscribe: 'unsubscribe',
  link_unsubscribe: 'unsubscribe',
};

/** `bounce_class`: 10, 30 and 90 are hard, 25 and 80 are the service's own refusals, 50 to 54 are blocks. */
const CLASSES: Readonly<Record<string, CodeMeaning>> = {
  1: soft('undefined'),
  10: hard('unknown-user'),
  20: soft('undefined'),
  21: soft('network'),
  22: soft('mailbox-full'),
  23: soft('too-big'),
  24: soft('expired'),
  25: NOT_SENT,
  30: hard('unknown-user'),
  40: soft('undefined'),
  50: soft('blocked'),
  51: soft('spam'),
  52: soft('spam'),
  53: soft('content'),
  54: soft('policy'),
  60: soft('auto-reply'),
  70: soft('undefined'),
  80: soft('unsubscribed'),
  90: soft('unsubscribed'),
  100: soft('challenge'),
};

const eventSchema = z.looseObject({
  type: z.string(),
  event_id: z.string(),
  rcpt_to: z.string(),
  timestamp: z.union([z.string(), z.number()]).nullish(),
  msg_from: z.string().nullish(),
  rcpt_meta: z.record(z.string(), z.unknown()).nullish(),
  bounce_class: z.union([z.string(), z.number()]).nullish(),
  error_code: z.union([z.string(), z.number()]).nullish(),
  raw_reason: z.string().nullish(),
  reason: z.string().nullish(),
});
const schema = z.array(z.object({ msys: z.record(z.string(), z.unknown()) }));

/** SparkPost posts batches; it proves itself with basic authentication or an OAuth 2.0 bearer token. */
export const createSparkpostHook =
  ({ secrets }: { secrets: readonly string[] }): ReadHook =>
  async (request) => {
    if (!hasCredentials(request, secrets)) return { fault: 'credentials' };
    const body = schema.safeParse(readJson(request.raw));
    if (!body.success) return { fault: 'malformed' };
    const told = body.data.flatMap(({ msys }) => Object.values(msys));
    const events = readable(eventSchema, told).flatMap(toEvent);
    return { events, covers: 'sender', proof: unsignedProof(request.raw, events) };
  };

function toEvent(told: z.infer<typeof eventSchema>): readonly HookEvent[] {
  const kind = lookUp(KINDS, told.type);
  if (kind === undefined) return [];
  const own = Object.values(told.rcpt_meta ?? {}).filter((value) => typeof value === 'string');
  const words = told.raw_reason ?? told.reason ?? null;
  return [
    hookEvent({
      id: told.event_id,
      kind,
      recipient: told.rcpt_to,
      tokens: [...own, told.msg_from ?? ''],
      seal: ownValue(told.rcpt_meta),
      at: readSeconds(told.timestamp),
      diagnostic: words,
      word:
        told.type === 'policy_rejection'
          ? NOT_SENT
          : (lookUp(CLASSES, String(told.bounce_class ?? 1)) ?? soft('undefined')),
    }),
  ];
}
