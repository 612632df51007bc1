import { isNotTried } from '../effects.js';
import { judgeBounce } from '../judge-bounce.js';
import type { CodeMeaning } from '../status-codes.js';
import type { HookEvent } from './hook.js';

export interface JudgedEvent extends CodeMeaning {
  readonly status: string | null;
}

/** Reasons that say nothing definite. */
const VAGUE: ReadonlySet<string> = new Set(['undefined', 'address', 'mailbox', 'system', 'protocol', 'network']);

/**
 * The same judgement as of a bounce by mail, beside the service's own word. A service that says "for now" is believed; one
 * that says "never" is not when the mail server's words are about us, the message or the moment. Of a mail that no server
 * was asked to take, the words are the service's own and are not judged.
 */
export function judgeEvent({ recipient, status, diagnostic, word }: HookEvent): JudgedEvent {
  const judged = judgeBounce({ recipient, action: 'failed', status, diagnostic, context: '' });
  const own: JudgedEvent = {
    class: judged.class === 'hard' ? 'hard' : 'soft',
    reason: judged.reason,
    status: judged.status,
  };
  if (word === null) return own;
  const theirs: JudgedEvent = { ...word, status: judged.status };
  if (isNotTried(word.reason)) return theirs;
  const isVague = VAGUE.has(own.reason);
  if (word.class === 'soft') return own.class === 'soft' && !isVague ? own : theirs;
  if (own.class === 'hard') return own;
  return isVague ? theirs : own;
}
