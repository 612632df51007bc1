import type { JudgedReport } from './report.js';

/**
 * What a report does. `suppress`: the address gets no mail any more. `count`: the mailbox failed, and enough of that
 * suppresses. `pause`: the provider refuses us, whoever the reader is. `none`: it is only noted.
 */
export type BounceEffect = 'suppress' | 'count' | 'pause' | 'none';

/** Reasons that speak of the sender: reputation, policy, authentication. They never count against a reader. */
export const ABOUT_US: ReadonlySet<string> = new Set([
  'auth-failed',
  'blocked',
  'no-ptr',
  'policy',
  'rate',
  'relaying',
  'sender-rejected',
  'spam',
  'virus',
]);
/** Reasons that speak of one message or of the way to a host: fixing them is nobody's turn but ours. */
const ABOUT_THE_MESSAGE: ReadonlySet<string> = new Set([
  'content',
  'loop',
  'needs-smtputf8',
  'protocol',
  'too-big',
  'too-many-recipients',
]);

/** Reasons of what no mailbox refused: the service did not send, or a machine answered. */
const NOT_TRIED: ReadonlySet<string> = new Set(['auto-reply', 'challenge', 'not-sent', 'unsubscribed']);

/** Reasons after which every further message is refused too: a few are enough. */
const AT_ONCE: ReadonlySet<string> = new Set(['auth-failed']);

/** What a judged report should do. Pure. */
export function effectOf({ class: verdict, reason }: Pick<JudgedReport, 'class' | 'reason'>): BounceEffect {
  if (verdict === 'hard' || verdict === 'complaint') return 'suppress';
  if (verdict !== 'soft') return 'none';
  if (ABOUT_US.has(reason)) return 'pause';
  return ABOUT_THE_MESSAGE.has(reason) || isNotTried(reason) ? 'none' : 'count';
}

export const isNotTried = (reason: string): boolean => NOT_TRIED.has(reason);

export const pausesAtOnce = (reason: string): boolean => AT_ONCE.has(reason);
