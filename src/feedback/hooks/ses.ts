import { z } from 'zod';
import type { CodeMeaning } from '../status-codes.js';
import {
  hard,
  hookEvent,
  lookUp,
  soft,
  SUPPRESSED,
  type HookEvent,
  type HookFault,
  type HookReading,
  type ReadHook,
} from './hook.js';
import { readJson } from './proof.js';
import { createSnsProof, isSnsHost, type FetchText, type ProvedMessage } from './sns-message.js';

/** `bounceType`, more exactly `bounceType/bounceSubType`. */
const WORDS: Readonly<Record<string, CodeMeaning>> = {
  Permanent: hard('address'),
  'Permanent/NoEmail': hard('unknown-user'),
  'Permanent/Suppressed': SUPPRESSED,
  'Permanent/OnAccountSuppressionList': SUPPRESSED,
  'Permanent/UnsubscribedRecipient': soft('unsubscribed'),
  Undetermined: soft('undefined'),
  Transient: soft('undefined'),
  'Transient/MailboxFull': soft('mailbox-full'),
  'Transient/MessageTooLarge': soft('too-big'),
  'Transient/ContentRejected': soft('content'),
  'Transient/AttachmentRejected': soft('content'),
  'Transient/CustomTimeoutExceeded': soft('expired'),
};
/** RFC 5965 types that say nothing against the reader's wish (RFC 6430, RFC 6591). */
const NO_COMPLAINT: ReadonlySet<string> = new Set(['not-spam', 'auth-failure', 'virus']);

const recipient = z.looseObject({
  emailAddress: z.string(),
  status: z.string().nullish(),
  diagnosticCode: z.string().nullish(),
});
const schema = z.looseObject({
  notificationType: z.string().nullish(),
  eventType: z.string().nullish(),
  mail: z.looseObject({
    messageId: z.string(),
    source: z.string().nullish(),
    headers: z.array(z.looseObject({ name: z.string(), value: z.string() })).nullish(),
    commonHeaders: z.looseObject({ messageId: z.string().nullish() }).nullish(),
  }),
  bounce: z
    .looseObject({
      feedbackId: z.string().nullish(),
      bounceType: z.string(),
      bounceSubType: z.string().nullish(),
      bouncedRecipients: z.array(recipient),
    })
    .nullish(),
  complaint: z
    .looseObject({
      feedbackId: z.string().nullish(),
      complaintFeedbackType: z.string().nullish(),
      complainedRecipients: z.array(recipient),
    })
    .nullish(),
  delivery: z.looseObject({ recipients: z.array(z.string()) }).nullish(),
  deliveryDelay: z.looseObject({ delayedRecipients: z.array(recipient) }).nullish(),
});
type SesMessage = z.infer<typeof schema>;

export interface SesHookDeps {
  /** ARNs. */
  readonly topics: readonly string[];
  readonly fetchText: FetchText;
}

/** Amazon SES through SNS; confirms the subscription of a topic of ours by itself. */
export function createSesHook(deps: SesHookDeps): ReadHook {
  const prove = createSnsProof(deps);
  return async (request) => {
    const proved = await prove(request);
    if ('fault' in proved) return proved;
    const { message, proof } = proved;
    if (message.Type === 'SubscriptionConfirmation') return readConfirmation(proved, deps);
    if (message.Type === 'UnsubscribeConfirmation') return { events: [], covers: 'events', proof };
    const told = schema.safeParse(readJson(message.Message));
    // SNS itself says "Successfully validated SNS topic" in plain words.
    return { events: told.success ? toEvents(told.data, message.MessageId) : [], covers: 'events', proof };
  };
}

/** The address is an open door to whoever could name it: host, action and topic must be what AWS would write. */
function readConfirmation(
  { message: { SubscribeURL, TopicArn }, proof }: ProvedMessage,
  { fetchText }: SesHookDeps,
): HookReading | { readonly fault: HookFault } {
  const url = URL.canParse(SubscribeURL ?? '') ? new URL(SubscribeURL ?? '') : undefined;
  if (url === undefined || url.pathname !== '/' || !isSnsHost(url, TopicArn)) return { fault: 'topic' };
  if (url.searchParams.get('Action') !== 'ConfirmSubscription' || url.searchParams.get('TopicArn') !== TopicArn)
    return { fault: 'topic' };
  const confirm = async () => (await fetchText(url.href)) !== undefined;
  return { events: [], covers: 'events', proof, confirm };
}

type Recipient = z.infer<typeof recipient>;
/** What is different in each kind of message; `name` is its own, where it has one. */
type Part = Pick<HookEvent, 'kind'> & {
  readonly name?: string | null | undefined;
  readonly recipients: readonly Recipient[];
  readonly word?: CodeMeaning | null;
};

const PARTS: Readonly<Record<string, (told: SesMessage) => Part | null | undefined>> = {
  Bounce: ({ bounce }) =>
    bounce && {
      kind: 'bounce',
      name: bounce.feedbackId,
      recipients: bounce.bouncedRecipients,
      word: lookUp(WORDS, `${bounce.bounceType}/${bounce.bounceSubType}`) ?? lookUp(WORDS, bounce.bounceType) ?? null,
    },
  Complaint: ({ complaint }) =>
    complaint && !NO_COMPLAINT.has(complaint.complaintFeedbackType ?? '')
      ? { kind: 'complaint', name: complaint.feedbackId, recipients: complaint.complainedRecipients }
      : undefined,
  Delivery: ({ delivery }) =>
    delivery && { kind: 'delivered', recipients: delivery.recipients.map((emailAddress) => ({ emailAddress })) },
  DeliveryDelay: ({ deliveryDelay }) =>
    deliveryDelay && { kind: 'deferred', recipients: deliveryDelay.delayedRecipients },
};

function toEvents(told: SesMessage, messageId: string): readonly HookEvent[] {
  const type = told.notificationType ?? told.eventType ?? '';
  const part = lookUp(PARTS, type)?.(told);
  if (!part) return [];
  const { kind, name, recipients, word = null } = part;
  return recipients.map(({ emailAddress, status = null, diagnosticCode }) =>
    hookEvent({
      id: `${name ?? messageId}/${emailAddress}`,
      kind,
      recipient: emailAddress,
      tokens: [headerOf(told, 'x-pressrun-delivery'), told.mail.source ?? ''],
      messageId: headerOf(told, 'message-id') || (told.mail.commonHeaders?.messageId ?? null),
      status,
      diagnostic: diagnosticCode?.replace(/^smtp;\s*/i, '') ?? null,
      word,
    }),
  );
}

const headerOf = ({ mail }: SesMessage, name: string): string =>
  mail.headers?.find((header) => header.name.toLowerCase() === name)?.value ?? '';
