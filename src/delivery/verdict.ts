import { readReply, type SmtpReply } from './smtp-reply.js';
import type { SmtpPhase } from './mailer.js';
import { VERDICT_RULES, type VerdictAction, type VerdictScope } from './verdict-rules.js';

/** What an SMTP answer means, whoever gave it. */
export interface Verdict {
  readonly scope: VerdictScope;
  readonly action: VerdictAction;
  /** A word for reports, `unknown-user`. */
  readonly reason: string;
  /** `hard`: this address will never work. Everything else is soft, also with a 5xx code. */
  readonly class: 'hard' | 'soft';
  readonly code: number | null;
  readonly enhanced: string | null;
}

/** Answers in these phases come before any reader is named. */
const RELAY_PHASES: ReadonlySet<SmtpPhase> = new Set(['connect', 'greeting', 'hello', 'tls', 'auth']);

interface Judgement {
  readonly scope: VerdictScope;
  readonly action: VerdictAction;
  readonly reason: string;
}

/** Judges one refusal by the phase it came in. Pure. */
export function judgeReply(phase: SmtpPhase, line: string): Verdict {
  const reply = readReply(line);
  const judgement = judge(phase, reply);
  return {
    ...judgement,
    class: judgement.action === 'suppress' ? 'hard' : 'soft',
    code: reply.code,
    enhanced: reply.enhanced,
  };
}

function judge(phase: SmtpPhase, reply: SmtpReply): Judgement {
  const permanent = reply.code !== null && reply.code >= 500;
  if (phase === 'auth') return { scope: 'relay', action: permanent ? 'pause' : 'retry', reason: 'relay-login' };
  if (RELAY_PHASES.has(phase)) return { scope: 'relay', action: 'retry', reason: `relay-${phase}` };
  // RFC 5321 3.8: 421 closes the channel whatever it answers. After the dot it is an answer to the message.
  if (reply.code === 421 && phase !== 'dot') return { scope: 'relay', action: 'retry', reason: 'relay-closing' };
  if (phase === 'mail') return judgeMail(reply, permanent);
  const rule = VERDICT_RULES.find((candidate) => matches(candidate, reply));
  if (rule !== undefined) return tamed(rule, phase, reply);
  return { scope: phase === 'rcpt' ? 'recipient' : 'message', ...unexplained(phase, permanent) };
}

/** Nothing an answer to MAIL says is about a reader. */
function judgeMail(reply: SmtpReply, permanent: boolean): Judgement {
  if (!permanent) return { scope: 'sender', action: 'retry', reason: 'sender-deferred' };
  const rule = VERDICT_RULES.find((candidate) => matches(candidate, reply));
  if (rule?.scope === 'message') return { scope: 'message', action: 'fix', reason: rule.reason };
  const reason = rule !== undefined && rule.scope !== 'recipient' ? rule.reason : 'sender-refused';
  return { scope: 'sender', action: 'pause', reason };
}

/**
 * A 4xx is never final, whatever its words are. After the body only an exact code may end an address: filters answer
 * "user unknown" to content they dislike, where RCPT would have known.
 */
function tamed(rule: Judgement, phase: SmtpPhase, reply: SmtpReply): Judgement {
  const { scope, reason, action } = rule;
  if (action === 'pause') return { scope, reason, action };
  if (reply.code === null || reply.code < 500) return { scope, reason, action: 'retry' };
  const exact = reply.enhanced?.startsWith('5.1.') ?? false;
  return { scope, reason, action: action === 'suppress' && phase !== 'rcpt' && !exact ? 'count' : action };
}

function unexplained(phase: SmtpPhase, permanent: boolean): { action: VerdictAction; reason: string } {
  if (!permanent) return { action: 'retry', reason: 'deferred' };
  return phase === 'rcpt' ? { action: 'count', reason: 'refused' } : { action: 'fix', reason: 'message-refused' };
}

function matches(rule: (typeof VERDICT_RULES)[number], reply: SmtpReply): boolean {
  return (
    (rule.code?.test(String(reply.code ?? '')) ?? true) &&
    (rule.enhanced?.test(reply.enhanced ?? '') ?? true) &&
    (rule.text?.test(withoutAddresses(reply.text)) ?? true)
  );
}

/** The words of an answer are the server's; those of an address (`user-unknown@...`) are its owner's. */
const withoutAddresses = (text: string): string => text.replace(/[^\s<>()[\]:;,"']+@[^\s<>()[\]:;,"']+/g, 'address');
