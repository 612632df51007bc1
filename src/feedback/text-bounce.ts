import { linesOf } from './decode-bytes.js';
import type { ReadMail } from './read-mail.js';
import { findStatus } from './status-codes.js';
import type { RawReport } from './report.js';
import { withoutReturned } from './without-returned.js';

/**
 * Bounces that are text for people. Half of the real ones are (measured on two public collections). The words differ per
 * server; what they share is an address at the start of a line or after a phrase, and the server's answer below it.
 */
export function readTextBounce(mail: ReadMail): RawReport[] {
  const human = withoutReturned(mail.text);
  if (!looksLikeBounce(mail, human)) return [];
  const found = namedRecipients(mail, human);
  const recipients: readonly (string | null)[] = found.length > 0 ? found : [returnedRecipient(mail)];
  return recipients.map((recipient) => {
    const block = recipient === null ? human : (ownLine(recipient, human) ?? blockOf(recipient, recipients, human));
    return {
      recipient,
      action: DELAYED.test(human) ? 'delayed' : 'failed',
      status: findStatus(block) ?? null,
      diagnostic: serverWords(block),
      context: recipients.length === 1 ? human : block,
    };
  });
}

const DELAYED =
  /will be retried|has (?:been|not yet been) (?:delayed|delivered)|still (?:trying|being retried)|warning message only|do not need to resend|delivery .{0,40}delayed|will continue to (?:be )?(?:try|attempt)|this is a warning/i;

const SENDERS =
  /^<?$|mailer[-_. ]?daemon|mail[ -]?(?:delivery|er) (?:sub)?system|post[-_]?master|mail administrator|^mailer@|system administrator/i;
const SUBJECTS =
  /undeliver|unzustellbar|non remis|delivery (?:status|failure|problem|error|has failed|notification|report|unsuccessful)|deliver.{0,20}fail|fail(?:ure|ed)\b.{0,20}(?:notice|deliver|mail)|returned (?:mail|to sender|message)|mail (?:system )?error|could not be delivered|mail delivery|mail failed|returning to sender|error sending your mail|non[- ]?delivery|message delayed|warning: .*(?:delayed|could not send)|メールエラー|配信/iu;
const PHRASES =
  /(?:could|can) ?not be (?:delivered|sent)|(?:couldn't|could not|unable to|wasn't able to|not able to|failed to|cannot) (?:be )?deliver|did not reach|deliver(?:y|ed)? (?:to .{0,80})?(?:failed|has failed|error|attempt)|permanent(?:ly)? (?:fatal )?(?:error|fail)|fatal errors?|following (?:recipients?|address(?:es)?)|wasn't delivered|undeliverable|was(?: not|n't) delivered|returned (?:mail|undelivered)|rejected your message|invalid user address|transcript of (?:the )?session/i;

/** From a mail system, or with its usual subject, and saying that something was not delivered. */
function looksLikeBounce(mail: ReadMail, human: string): boolean {
  const points =
    (SENDERS.test(mail.from.trim()) ? 2 : 0) +
    (SUBJECTS.test(mail.subject) ? 2 : 0) +
    (mail.header('x-failed-recipients') === undefined ? 0 : 3) +
    (PHRASES.test(human) ? 1 : 0) +
    (/^<>$/.test(mail.header('return-path')?.trim() ?? '') ? 1 : 0) +
    (/\b[45]\d\d[ -].{3}|\b[45]\.\d\.\d{1,3}\b/.test(human) ? 1 : 0);
  return points >= 3;
}

const ADDRESS = String.raw`[^\s@<>"'()\[\],;:]+@[A-Za-z0-9][\w.-]*\.[A-Za-z][\w-]+`;
/** An address that begins a line: `<a@b>:`, `"a@b":`, `a@b [User unknown]`, `554 <a@b>... why`, `a@b on Thu, 29 Apr`. */
const AT_LINE_START = new RegExp(
  String.raw`^[ \t]*(?:[>*•-]+[ \t]*)?(?:[45]\d\d[ -])?(?:<(${ADDRESS})>|["'](${ADDRESS})["']|(${ADDRESS}))(?=$|[ \t]*(?:[:;(\[]|\.\.\.|on [A-Z]|<|\r?$))`,
  'gm',
);
/** An address a sentence names as the one that failed; capture 1. */
const IN_SENTENCE: readonly RegExp[] = [
  new RegExp(
    String.raw`(?:delivered|deliver(?:ed|y)?(?: your message)?|sent) to(?: the following \w+)?:?\s*<?(${ADDRESS})>?`,
    'gi',
  ),
  new RegExp(
    String.raw`(?:RCPT TO|Addressed To|Recipient(?: address)?|Unknown user|Final-Recipient|failed recipient|attempts|gateway for|To address)\s*:?\s*(?:rfc822;\s*)?<?(${ADDRESS})>?`,
    'gi',
  ),
  new RegExp(String.raw`<(${ADDRESS})>(?:\.\.\.|:)`, 'gi'),
  new RegExp(String.raw`^\s*To:\s*<?(${ADDRESS})>?\s*$`, 'gim'),
  new RegExp(String.raw`(?:user|mailbox|address|account|recipient|errors?)\s*:?\s*[<"'(]?(${ADDRESS})`, 'gi'),
];

/** The addresses the report names, in its order; the strongest kind of place that names any decides. */
function namedRecipients(mail: ReadMail, human: string): string[] {
  const own = ownAddresses(mail);
  const all = (matches: Iterable<RegExpMatchArray>) =>
    unique([...matches].map((match) => match.slice(1).find((group) => group !== undefined) ?? '')).filter(
      (address) => !/^(?:mailer-daemon|postmaster)@/i.test(address),
    );
  const pick = (matches: Iterable<RegExpMatchArray>) =>
    all(matches).filter((address) => !own.has(address.toLowerCase()));
  const header = (mail.header('x-failed-recipients') ?? '').split(/[\s,]+/).filter((part) => part.includes('@'));
  if (header.length > 0) return unique(header);
  const leading = pick(human.matchAll(AT_LINE_START));
  if (leading.length > 0) return leading.slice(0, MAX_RECIPIENTS);
  for (const pattern of IN_SENTENCE) {
    const first = pick(human.matchAll(pattern))[0];
    if (first !== undefined) return [first];
  }
  // A mail to oneself that came back.
  return all(human.matchAll(AT_LINE_START)).slice(0, 1);
}

const MAX_RECIPIENTS = 50;

/** Whom the report itself is addressed to and comes from: never the one who failed. */
const ownAddresses = (mail: ReadMail): Set<string> =>
  new Set(
    [mail.from, mail.header('to') ?? '', mail.header('delivered-to') ?? '']
      .flatMap((value) => value.match(new RegExp(ADDRESS, 'g')) ?? [])
      .map((address) => address.toLowerCase()),
  );

function returnedRecipient(mail: ReadMail): string | null {
  const returned = mail.parts.find((part) => /^message\/rfc822|rfc822-headers/.test(part.type))?.text ?? mail.text;
  const to = /^To:\s*(.+)$/im.exec(returned)?.[1] ?? '';
  return new RegExp(ADDRESS).exec(to)?.[0] ?? null;
}

/** `550 <a@b>... User unknown`: the transcript's last word about an address, all on its line. */
function ownLine(recipient: string, human: string): string | undefined {
  const start = `<${recipient.toLowerCase()}>...`;
  return linesOf(human).find((line) => /^[45]\d\d /.test(line) && line.slice(4).toLowerCase().startsWith(start));
}

/** The lines that belong to one of several recipients: from its address to the next one's. */
export function blockOf(recipient: string, all: readonly (string | null)[], human: string): string {
  const lower = human.toLowerCase();
  const start = lower.indexOf(recipient.toLowerCase());
  if (start < 0) return human;
  const others = all.filter((other) => other !== null && other.toLowerCase() !== recipient.toLowerCase());
  const ends = others.map((other) => lower.indexOf((other ?? '').toLowerCase(), start)).filter((end) => end > start);
  return human.slice(start, Math.min(human.length, ...ends));
}

/** The line a server answered with, when there is one, else the first words of the block. */
function serverWords(block: string): string {
  const lines = linesOf(block).map((line) => line.trim());
  const reply = lines.find((line) => /(?:^|\s|')[45]\d\d[ :-]/.test(line)) ?? lines.find((line) => findStatus(line));
  return (reply ?? lines.filter((line) => line !== '').join(' ')).slice(0, MAX_DIAGNOSTIC);
}

const MAX_DIAGNOSTIC = 500;
const unique = (texts: readonly string[]): string[] => [
  ...new Map(texts.map((text) => [text.toLowerCase(), text])).values(),
];
