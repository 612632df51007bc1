import { BOUNCE_RULES } from './bounce-rules.js';
import type { JudgedReport, RawReport } from './report.js';
import { stageOf } from './smtp-stage.js';
import { findStatus, isSpecific, meaningOf, type CodeMeaning } from './status-codes.js';

/** Judges one recipient's report. Pure. */
export function judgeBounce(report: RawReport): JudgedReport {
  const status = bestStatus(report);
  const base = {
    recipient: report.recipient,
    status,
    action: report.action,
    diagnostic: report.diagnostic,
  };
  if (report.action === 'delayed') return { ...base, class: 'delayed', reason: judgeFailure(report, status).reason };
  if (report.action !== null && DELIVERED.has(report.action)) {
    return { ...base, class: 'delivered', reason: report.action };
  }
  return { ...base, ...judgeFailure(report, status) };
}

/** RFC 3464 actions that are no failure. */
const DELIVERED: ReadonlySet<string> = new Set(['delivered', 'relayed', 'expanded']);

/** The Status field is often a bare 5.0.0 while the server's own line says 5.1.1 (measured: every third report). */
function bestStatus(report: RawReport): string | null {
  if (isSpecific(report.status)) return report.status;
  const told = report.diagnostic === null ? undefined : findStatus(report.diagnostic);
  return told !== undefined && (isSpecific(told) || report.status === null) ? told : report.status;
}

function judgeFailure(report: RawReport, status: string | null): CodeMeaning {
  const words = report.diagnostic ?? '';
  const rule = findRule(words) ?? (meaningOf(status) === undefined ? findRule(report.context) : undefined);
  const meaning = meaningOf(status);
  if (rule === undefined) return meaning ?? { class: 'soft', reason: 'undefined' };
  // A vague word ("rejected") explains less than an exact code.
  if (VAGUE.has(rule.reason) && meaning !== undefined) return meaning;
  return rule.class === 'hard' ? doubt(rule, report, status) : rule;
}

const VAGUE: ReadonlySet<string> = new Set(['policy', 'system', 'network']);
const findRule = (text: string): CodeMeaning | undefined => {
  const rule = text === '' ? undefined : BOUNCE_RULES.find(({ pattern }) => pattern.test(text));
  return rule && { class: rule.class, reason: rule.reason };
};

/** Words that mean "never" are believed unless code or stage say that the server refused something else. */
function doubt(rule: CodeMeaning, report: RawReport, status: string | null): CodeMeaning {
  const words = report.diagnostic ?? report.context;
  const ownCode = findStatus(words) ?? status;
  // 5.7.1 "User unknown": policy in disguise. Some providers answer so to senders they dislike.
  if (/^[45]\.7\./.test(ownCode ?? '')) return { class: 'soft', reason: 'policy' };
  if (rule.reason !== 'unknown-user') {
    return status?.startsWith('4.') === true ? { class: 'soft', reason: 'network' } : rule;
  }
  const stage = stageOf(`${words}\n${report.context}`);
  // Carriers that filter by content answer "User unknown" after the body; at RCPT they would have known.
  if (stage === 'data' && ownCode?.endsWith('.1.1') !== true) return { class: 'soft', reason: 'filtered' };
  if (stage === 'mail') return { class: 'soft', reason: 'sender-rejected' };
  return rule;
}
