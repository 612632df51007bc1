import type { z } from 'zod';
import type { CodeMeaning } from '../status-codes.js';

/** A webhook's request as it came: signatures are over the raw bytes. */
export interface HookRequest {
  /** The name in lower case. */
  readonly header: (name: string) => string | undefined;
  readonly raw: Buffer;
  /** Milliseconds. */
  readonly now: number;
}

/** Why nothing of a request was believed. `unavailable`: it could not be checked just now; the service tries again. */
export type HookFault =
  | 'credentials'
  | 'signature'
  | 'timestamp'
  | 'topic'
  | 'certificate'
  | 'altered'
  | 'replay'
  | 'malformed'
  | 'unavailable';

/** What a service says happened to one mail. */
export interface HookEvent {
  /** The service's own name of the event, the same when it is told again. */
  readonly id: string;
  readonly kind: 'bounce' | 'complaint' | 'delivered' | 'deferred' | 'unsubscribe';
  readonly recipient: string | null;
  /** Values in which our signed token may stand: a header of ours, custom data, the return path. */
  readonly tokens: readonly string[];
  /** What stands where our token belongs; null when nothing does. */
  readonly seal: string | null;
  /** When it happened, in milliseconds; NaN when that cannot be read, null where the request itself is dated and signed. */
  readonly at: number | null;
  /** Ours, with or without angle brackets. */
  readonly messageId: string | null;
  readonly status: string | null;
  /** The mail server's words. */
  readonly diagnostic: string | null;
  /** The service's own judgement; null when it has none. */
  readonly word: CodeMeaning | null;
}

/** What makes a request this one: the same when it comes again. */
export interface HookProof {
  /** A hash of all that was proved. */
  readonly of: string;
  /** The last instant at which such a request is not too old. */
  readonly until: number;
}

export interface HookReading {
  readonly events: readonly HookEvent[];
  readonly proof: HookProof;
  /**
   * What nobody can have changed. `events`: all of it is signed. `sender`: a password came along, so our own token in an event
   * must seal it. `token`: a token alone is signed; the same, and the token is good for the events it came with first.
   */
  readonly covers: 'events' | 'sender' | 'token';
  /** What the request asks of us besides; false when it could not be done just now. */
  readonly confirm?: () => Promise<boolean>;
}

/** Proves a request and reads it. */
export type ReadHook = (request: HookRequest) => Promise<HookReading | { readonly fault: HookFault }>;

/** An event with what is the same for most. */
export const hookEvent = (event: Pick<HookEvent, 'id' | 'kind'> & Partial<HookEvent>): HookEvent => ({
  recipient: null,
  tokens: [],
  seal: null,
  at: null,
  messageId: null,
  status: null,
  diagnostic: null,
  word: null,
  ...event,
});

export const hard = (reason: string): CodeMeaning => ({ class: 'hard', reason });
export const soft = (reason: string): CodeMeaning => ({ class: 'soft', reason });

/** The value of a word that came from outside; undefined for words like `constructor`, too. */
export const lookUp = <T>(table: Readonly<Record<string, T>>, word: string | null | undefined): T | undefined =>
  word != null && Object.hasOwn(table, word) ? table[word] : undefined;

/** What stands under our name among the values a service hands back; null when nothing does. */
export function ownValue(values: Readonly<Record<string, unknown>> | null | undefined): string | null {
  const own = Object.entries(values ?? {}).find(([name]) => name.toLowerCase() === 'pressrun')?.[1];
  if (own == null || own === '') return null;
  return typeof own === 'string' ? own : JSON.stringify(own);
}

/** Those of a batch that can be read: one odd event must not keep back the others. */
export const readable = <T>(schema: z.ZodType<T>, batch: readonly unknown[]): readonly T[] =>
  batch.map((told) => schema.safeParse(told)).flatMap((read) => (read.success ? [read.data] : []));

/** The service did not hand the mail to any mail server. */
export const NOT_SENT = soft('not-sent');

/** The service does not send there any more, because of what happened before. */
export const SUPPRESSED = hard('suppressed-by-service');
