import { BOUNCE_RULES } from './bounce-rules.js';
import type { JudgedReport, RawReport } from './report.js';
import { stageOf, type SmtpStage } from './smtp-stage.js';
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

/**
 * The Status field is often a bare 5.0.0 while the server's own line says 5.1.1 (measured: every third report). Some relays
 * write 5.1.1 or 4.4.7 there, whatever the server said.
 */
function bestStatus(report: RawReport): string | null {
  const told = report.diagnostic === null ? undefined : findStatus(report.diagnostic);
  const isGuess = /^(?:5\.1\.1|4\.4\.7|5\.3\.\d+)$/.test(report.status ?? '');
  if (isGuess && told !== undefined && !told.endsWith('.0')) return told;
  if (isSpecific(report.status)) return report.status;
  return told !== undefined && (isSpecific(told) || report.status === null) ? told : report.status;
}

function judgeFailure(report: RawReport, status: string | null): CodeMeaning {
  const meaning = meaningOf(status);
  // Codes for one cause alone (RFC 7372 and Microsoft's) are believed before any words.
  if (meaning !== undefined && EXACT.has(meaning.reason)) return meaning;
  const said = findRule(report.diagnostic ?? '');
  if (said !== undefined && !VAGUE.has(said.reason)) return milder(report) ?? weigh(said, report, status);
  // What surrounds the answer is heard only where answer and code say nothing definite.
  if (meaning !== undefined && !GENERAL.has(meaning.reason)) return unlessTemporary(meaning, report);
  return judgeAround(said, report, status) ?? meaning ?? said ?? { class: 'soft', reason: 'undefined' };
}

/** A relay's 5.1.1 for a server's 421 is the relay's mistake. */
const unlessTemporary = (meaning: CodeMeaning, { diagnostic }: RawReport): CodeMeaning =>
  meaning.class === 'hard' && isTemporary(findStatus(diagnostic ?? ''), diagnostic ?? '')
    ? { class: 'soft', reason: 'system' }
    : meaning;

function judgeAround(said: CodeMeaning | undefined, report: RawReport, status: string | null): CodeMeaning | undefined {
  const around = findRule(report.context);
  const isVaguer = around === undefined || (said !== undefined && VAGUE.has(around.reason));
  return isVaguer ? undefined : weigh(around, report, status);
}

/** Carriers answer "user unknown" for every customer they do not serve now; what they write above it tells why. */
function milder({ diagnostic, context }: RawReport): CodeMeaning | undefined {
  const said = findRule(diagnostic ?? '');
  if (said?.reason !== 'unknown-user' || isSpecific(findStatus(diagnostic ?? '') ?? null)) return undefined;
  const around = findRule(context.slice(0, INTRODUCTION));
  return around?.reason === 'disabled' || around?.reason === 'mailbox-full' ? around : undefined;
}

const INTRODUCTION = 400;

const EXACT: ReadonlySet<string> = new Set(['auth-failed', 'no-ptr', 'sender-rejected']);
/** Words that many causes share ("rejected") explain less than an exact code or a definite word nearby. */
const VAGUE: ReadonlySet<string> = new Set(['policy', 'system']);
/** Reasons that only repeat the class of an enhanced code (x.1.0, x.5.0). */
const GENERAL: ReadonlySet<string> = new Set(['address', 'mailbox', 'system', 'protocol']);
const findRule = (text: string): CodeMeaning | undefined => {
  const rule = ruleFor(text);
  const sure = rule?.class === 'hard' ? ruleFor(withoutGuesses(text)) : rule;
  return sure && { class: sure.class, reason: sure.reason };
};

const ruleFor = (text: string) => (text === '' ? undefined : BOUNCE_RULES.find(({ pattern }) => pattern.test(text)));

/** Help for people guesses: "This may be because the address does not exist". Only a sentence that is sure tells of a reader. */
const withoutGuesses = (text: string): string =>
  text
    .split(/(?<=[.!?]\s|\n[ \t]*\r?\n)/)
    .filter((sentence) => !GUESS.test(sentence))
    .join('');

const GUESS = /\b(?:(?:may|might) (?:be|have)\b|possible (?:reasons?|causes?)|perhaps|can be caused|usually means)/i;

/** Words that mean "never" are believed unless code or stage say that the server refused something else. */
function weigh(rule: CodeMeaning, report: RawReport, status: string | null): CodeMeaning {
  if (rule.class !== 'hard') return rule;
  const words = report.diagnostic ?? report.context;
  const ownCode = findStatus(words);
  // 5.7.1 "User unknown": policy in disguise. Some providers answer so to senders they dislike.
  if (ownCode !== undefined && /^[45]\.7\./.test(ownCode)) return { class: 'soft', reason: 'policy' };
  if (rule.reason === 'unknown-user') {
    const stage = stageOf(`${words}\n${report.context}`);
    // A grey list answers so; a server that searched its tables only has a careful operator.
    if (isTemporary(ownCode ?? status, words) && !IN_A_TABLE.test(words)) return { class: 'soft', reason: rule.reason };
    return weighUnknownUser(rule, stage, ownCode ?? status ?? '');
  }
  // `501 5.5.4 Invalid domain name` is about ours.
  if (ownCode === '5.5.4') return { class: 'soft', reason: 'protocol' };
  return isTemporary(ownCode ?? status, words) ? { class: 'soft', reason: 'network' } : rule;
}

const IN_A_TABLE = /unknown in \w+ (?:\w+ )?table/i;

/** The enhanced code says 4, or without a telling one the first reply code does. */
const isTemporary = (code: string | null | undefined, words: string): boolean =>
  code?.startsWith('4.') === true ||
  (!isSpecific(code ?? null) &&
    (/(?:^|[\s'"(:>#])([245])\d\d(?:[ -]|$)/.exec(words)?.[1] === '4' || FOR_NOW.test(words)));

/** Words that take back a "not found". Not what a person should do: "check the address and try again". */
const FOR_NOW =
  /temporar(?:y|ily)\b|(?<!(?:and|please|or|then) )try (?:again|later)|at (?:the|this) (?:moment|time)\b|gr[ea]y[- ]?list|maintenance|vorübergehend|temporairement|temporalmente|temporaneamente|tijdelijk|временно/iu;

function weighUnknownUser(rule: CodeMeaning, stage: SmtpStage, code: string): CodeMeaning {
  if (stage === 'mail') return { class: 'soft', reason: 'sender-rejected' };
  // Carriers that filter by content answer "User unknown" after the body; at RCPT they would have known.
  if (stage === 'data' && !NOBODY_CODE.test(code)) return { class: 'soft', reason: 'filtered' };
  // 5.2.1 means that the mailbox is there. Only a refusal that was seen at RCPT outweighs it, not one guessed from what followed.
  if (code === '5.2.1' && stage !== 'rcpt' && stage !== 'looked-up') return { class: 'soft', reason: 'filtered' };
  // Neither code nor stage: a relayed "no such user" may be what a filter says to a message it dislikes.
  if (stage === 'unknown' && !isSpecific(code || null)) return { class: 'soft', reason: 'filtered' };
  return rule;
}

/** Codes about the address itself; with words that say the same, no stage makes them doubtful. */
const NOBODY_CODE = /^5\.1\.(?:[01236]|10)$/;
