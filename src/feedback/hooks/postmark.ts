import { z } from 'zod';
import type { CodeMeaning } from '../status-codes.js';
import { hard, hookEvent, NOT_SENT, ownValue, soft, SUPPRESSED, type HookEvent, type ReadHook } from './hook.js';
import { hasCredentials, readInstant, readJson, unsignedProof } from './proof.js';

/** `TypeCode` of a bounce. What is not here (auto-responders, challenges, address changes) is no bounce. */
const CODES: Readonly<Record<number, CodeMeaning | 'complaint' | 'unsubscribe'>> = {
  1: hard('unknown-user'),
  2: soft('undefined'),
  16: 'unsubscribe',
  256: soft('network'),
  512: soft('spam'),
  2048: soft('undefined'),
  4096: soft('undefined'),
  8192: soft('virus'),
  100_000: hard('unknown-user'),
  100_001: 'complaint',
  100_002: SUPPRESSED,
  100_006: soft('blocked'),
  100_007: NOT_SENT,
  100_009: soft('auth-failed'),
};

const base = {
  MessageID: z.string(),
  Metadata: z.record(z.string(), z.unknown()).nullish(),
};
const bounce = z.looseObject({
  ...base,
  RecordType: z.enum(['Bounce', 'SpamComplaint']),
  ID: z.number(),
  TypeCode: z.number(),
  Email: z.string(),
  Details: z.string().nullish(),
  BouncedAt: z.string().nullish(),
});
const delivery = z.looseObject({
  ...base,
  RecordType: z.literal('Delivery'),
  Recipient: z.string(),
  DeliveredAt: z.string().nullish(),
});
const change = z.looseObject({
  ...base,
  RecordType: z.literal('SubscriptionChange'),
  Recipient: z.string(),
  SuppressSending: z.boolean(),
  SuppressionReason: z.string().nullish(),
  ChangedAt: z.string(),
});
const other = z.looseObject({ RecordType: z.enum(['Open', 'Click', 'Inbound', 'SMTP API Error']) });
const schema = z.discriminatedUnion('RecordType', [bounce, delivery, change, other]);

/** Postmark's webhooks are not signed: the address of the webhook carries user and password. */
export const createPostmarkHook =
  ({ secrets }: { secrets: readonly string[] }): ReadHook =>
  async (request) => {
    if (!hasCredentials(request, secrets)) return { fault: 'credentials' };
    const body = schema.safeParse(readJson(request.raw));
    if (!body.success) return { fault: 'malformed' };
    const events = toEvents(body.data);
    return { events, covers: 'sender', proof: unsignedProof(request.raw, events) };
  };

function toEvents(told: z.infer<typeof schema>): readonly HookEvent[] {
  if (told.RecordType === 'Bounce' || told.RecordType === 'SpamComplaint') return bounceEvent(told);
  if (told.RecordType === 'SubscriptionChange') return changeEvent(told);
  if (told.RecordType !== 'Delivery') return [];
  const { MessageID: id, Recipient: recipient, DeliveredAt } = told;
  return [hookEvent({ id, kind: 'delivered', recipient, at: readInstant(DeliveredAt), ...ownOf(told) })];
}

/** Bounces and complaints come as events of their own. */
function changeEvent(told: z.infer<typeof change>): readonly HookEvent[] {
  if (!told.SuppressSending || told.SuppressionReason !== 'ManualSuppression') return [];
  const { Recipient: recipient, ChangedAt } = told;
  const at = readInstant(ChangedAt);
  return [hookEvent({ id: `change/${recipient}/${ChangedAt}`, kind: 'unsubscribe', recipient, at, ...ownOf(told) })];
}

function bounceEvent(told: z.infer<typeof bounce>): readonly HookEvent[] {
  const meaning = told.RecordType === 'SpamComplaint' ? 'complaint' : CODES[told.TypeCode];
  if (meaning === undefined) return [];
  const common = { id: `bounce/${told.ID}`, recipient: told.Email, at: readInstant(told.BouncedAt), ...ownOf(told) };
  if (typeof meaning === 'string') return [hookEvent({ ...common, kind: meaning })];
  return [hookEvent({ ...common, kind: 'bounce', diagnostic: told.Details ?? null, word: meaning })];
}

const ownOf = ({
  Metadata,
}: {
  Metadata?: Record<string, unknown> | null | undefined;
}): Pick<HookEvent, 'tokens' | 'seal'> => ({
  tokens: Object.values(Metadata ?? {}).filter((value) => typeof value === 'string'),
  seal: ownValue(Metadata),
});
