import { z } from 'zod';
import { hasTokenForm } from '../../kernel/token.js';
import type { CodeMeaning } from '../status-codes.js';
import { hard, hookEvent, lookUp, readable, soft, SUPPRESSED, type HookEvent, type ReadHook } from './hook.js';
import { hasCredentials, readJson, readSeconds, unsignedProof } from './proof.js';

const KINDS: Readonly<Record<string, HookEvent['kind']>> = {
  bounce: 'bounce',
  blocked: 'bounce',
  spam: 'complaint',
  unsub: 'unsubscribe',
  sent: 'delivered',
};

/** `error`; what is not here says nothing (`duplicate in campaign`). */
const WORDS: Readonly<Record<string, CodeMeaning>> = {
  'user unknown': hard('unknown-user'),
  'mailbox inactive': soft('disabled'),
  'quota exceeded': soft('mailbox-full'),
  'invalid domain': hard('unknown-host'),
  'no mail host': hard('no-mail-host'),
  'relay/access denied': soft('policy'),
  'sender blocked': soft('blocked'),
  'content blocked': soft('content'),
  'policy issue': soft('policy'),
  'system issue': soft('system'),
  'protocol issue': soft('protocol'),
  'connection issue': soft('network'),
  greylisted: soft('rate'),
  preblocked: SUPPRESSED,
};

const schema = z.looseObject({
  event: z.string(),
  email: z.string(),
  time: z.union([z.number(), z.string()]).nullish(),
  MessageID: z.union([z.number(), z.string()]).nullish(),
  Message_GUID: z.string().nullish(),
  CustomID: z.string().nullish(),
  Payload: z.string().nullish(),
  hard_bounce: z.boolean().nullish(),
  error: z.string().nullish(),
  comment: z.string().nullish(),
});

/** Mailjet's events are not signed: the address of the webhook carries user and password. One event, or an array. */
export const createMailjetHook =
  ({ secrets }: { secrets: readonly string[] }): ReadHook =>
  async (request) => {
    if (!hasCredentials(request, secrets)) return { fault: 'credentials' };
    const body = z.union([z.array(z.unknown()), schema.transform((event) => [event])]).safeParse(readJson(request.raw));
    if (!body.success) return { fault: 'malformed' };
    const events = readable(schema, body.data).flatMap(toEvent);
    return { events, covers: 'sender', proof: unsignedProof(request.raw, events) };
  };

function toEvent(told: z.infer<typeof schema>): readonly HookEvent[] {
  const kind = lookUp(KINDS, told.event);
  if (kind === undefined || told.error === 'duplicate in campaign') return [];
  const own = told.CustomID ?? '';
  const message = told.Message_GUID ?? told.MessageID ?? '';
  return [
    hookEvent({
      id: [told.event, message, told.email, told.time].join('/'),
      kind,
      recipient: told.email,
      tokens: [own, told.Payload ?? ''],
      // Other programs that send through the same account have ids of their own in this field.
      seal: hasTokenForm(own) ? own : null,
      at: readSeconds(told.time),
      diagnostic: told.comment ?? null,
      word: lookUp(WORDS, told.error) ?? (told.hard_bounce === true ? hard('address') : soft('undefined')),
    }),
  ];
}
