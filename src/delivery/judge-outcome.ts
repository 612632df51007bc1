import type { DeliveryOutcome } from './delivery-store.js';
import type { SendOutcome } from './mailer.js';
import { nextTry } from './retry-table.js';
import type { VerdictScope } from './verdict-rules.js';
import { judgeReply, type Verdict } from './verdict.js';

/** What to write into the ledger, and what else an answer asks for. */
export interface Judged {
  readonly outcome: DeliveryOutcome;
  /** Whom a refusal is about. */
  readonly scope?: VerdictScope;
  /** The relay itself is in trouble, in words: stop sending for a while. */
  readonly relayTrouble?: string;
  /** The relay was not asked: nothing is known about it. */
  readonly unasked?: true;
  /** A person has to look, in words: pause the issue. */
  readonly pause?: string;
  /** Another relay may take what this one refuses. */
  readonly ofRelay?: true;
}

export interface AttemptFacts {
  readonly attempt: number;
  readonly now: number;
  /** Milliseconds; nothing is retried later than this. */
  readonly deadline: number;
}

/** Turns what SMTP said into the delivery's next state. Pure. */
export function judgeOutcome(sent: SendOutcome, facts: AttemptFacts): Judged {
  switch (sent.kind) {
    case 'accepted':
      return { outcome: { state: 'accepted', reply: sent.reply, code: sent.code } };
    case 'broken':
      return sent.dotWritten
        ? { outcome: { state: 'in_doubt', reply: sent.reason } }
        : { outcome: released(sent.reason, `relay-${sent.phase}`), relayTrouble: sent.reason };
    case 'not-begun':
      return { outcome: released(sent.reason, 'turn-too-late'), unasked: true };
    case 'refused':
    default:
      return judgeRefusal(sent, facts);
  }
}

type Refusal = Extract<SendOutcome, { kind: 'refused' }>;

function judgeRefusal(refusal: Refusal, facts: AttemptFacts): Judged {
  const { phase, reply } = refusal;
  const verdict = judgeReply(phase, reply);
  const early = phase !== 'rcpt' && phase !== 'data' && phase !== 'dot';
  const outcome = released(reply, verdict.reason);
  if (verdict.scope === 'relay' && (early || verdict.reason === 'relay-closing'))
    return { outcome, relayTrouble: reply, ...(verdict.action === 'pause' ? pausing(verdict, refusal) : {}) };
  if (phase === 'mail' && verdict.scope === 'sender')
    return { outcome, ...(verdict.action === 'pause' ? pausing(verdict, refusal) : { relayTrouble: reply }) };
  if (STOPS_ALL.has(verdict.reason) && refusal.code >= 500) return { outcome, ...pausing(verdict, refusal) };
  return { outcome: settleOne(verdict, reply, facts), scope: verdict.scope };
}

/** Reasons that hold for every further message too. */
const STOPS_ALL: ReadonlySet<string> = new Set(['sender-authentication', 'relay-login']);

/** An answer about this reader or this message alone. A block is retried: it is lifted, or somebody looks. */
function settleOne(verdict: Verdict, reply: string, facts: AttemptFacts): DeliveryOutcome {
  const { reason, code, enhanced, action } = verdict;
  const again =
    action === 'retry' || action === 'pause' ? nextTry(facts.attempt, facts.now, facts.deadline) : undefined;
  if (again !== undefined) return { state: 'deferred', nextAt: again, reply, reason, code, enhanced };
  const suppress = action === 'suppress';
  const counts = !suppress && verdict.scope === 'recipient';
  return { state: 'failed', reply, reason, code, enhanced, suppress, ...(counts ? { counts } : {}) };
}

const released = (reply: string, reason: string): DeliveryOutcome => ({ state: 'pending', reply, reason });

/** Whose domain is not authenticated is so over every relay. */
function pausing(verdict: Verdict, { reply, relay }: Refusal): Pick<Judged, 'pause' | 'ofRelay'> {
  const pause = pauseReason(verdict, { reply, relay: relay ?? 'The relay' });
  return verdict.reason === 'sender-authentication' ? { pause } : { pause, ofRelay: true };
}

function pauseReason(verdict: Verdict, { reply, relay }: { reply: string; relay: string }): string {
  const said = `The answer was: ${reply}`;
  switch (verdict.reason) {
    case 'relay-login':
      return `${relay} refuses our login. Check user and password in SMTP_URL, then resume. ${said}`;
    case 'sender-authentication':
      return `Our mail counts as not authenticated. Check SPF, DKIM and DMARC of the sender's domain, then resume. ${said}`;
    case 'blocked':
      return `${relay} blocks us. Ask its operator or look the address up in the block list it names, then resume. ${said}`;
    default:
      return `${relay} refuses our sender address. Check MAIL_FROM and BOUNCE_DOMAIN, then resume. ${said}`;
  }
}
