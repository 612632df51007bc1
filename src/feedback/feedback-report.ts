import { addressOf, splitGroups } from './delivery-status.js';
import type { MailPart, ReadMail } from './read-mail.js';
import type { JudgedReport } from './report.js';

/**
 * Feedback types that say "I did not want this": RFC 5965 7.3 and the `opt-out` of its drafts. `not-spam` (RFC 6430) says
 * the contrary, `auth-failure` (RFC 6591) and `dmarc` are about our set-up, `virus` about a machine, `other` about nothing.
 */
const COMPLAINTS: ReadonlySet<string> = new Set(['abuse', 'fraud', 'opt-out', 'opt-out-list', 'complaint', 'spam']);

/** Microsoft's mail-in-a-mail complaints. Seen: `complaint about message from 192.0.2.222`. */
const PLAIN_SUBJECT = /^\s*complaint about message from\b/i;
const MAX_COMPLAINTS = 100;

/** All complaints and kindred reports of a mail; empty when it holds none. */
export function readComplaints(mail: ReadMail): JudgedReport[] {
  const own = readParts(mail.parts);
  if (own.length > 0) return own.slice(0, MAX_COMPLAINTS);
  const returned = mail.parts.find(isReturned)?.text ?? '';
  const labelled = fieldsInText(mail);
  if (labelled !== undefined) return readFeedbackReport(labelled, returned);
  if (/true/i.test(mail.header('x-apple-unsubscribe') ?? '')) return [optOut(mail)];
  return returned !== '' && PLAIN_SUBJECT.test(mail.subject) ? [plainComplaint(returned)] : [];
}

/** A feedback report whose fields stand in a part labelled as text. */
function fieldsInText(mail: ReadMail): string | undefined {
  if (!/feedback-report/i.test(mail.header('content-type') ?? '')) return undefined;
  const start = /^Feedback-Type:/im.exec(mail.text);
  return start === null ? undefined : mail.text.slice(start.index);
}

/** Mail programs that unsubscribe for their reader. Seen: `X-Apple-Unsubscribe: true`. */
const optOut = (mail: ReadMail): JudgedReport => ({
  ...plainComplaint(''),
  recipient: addressOf(mail.from) ?? null,
  reason: 'opt-out',
});

/** Each report is followed by the message it is about; a mail may hold several pairs. */
function readParts(parts: readonly MailPart[]): JudgedReport[] {
  return parts.flatMap((part, index) => {
    if (part.type !== 'message/feedback-report') return [];
    const rest = parts.slice(index + 1);
    const next = rest.findIndex(({ type }) => type === part.type);
    const about = (next < 0 ? rest : rest.slice(0, next)).find(isReturned) ?? parts.find(isReturned);
    return readFeedbackReport(part.text, about?.text ?? '');
  });
}

const isReturned = ({ type }: MailPart): boolean => /rfc822/.test(type);

/**
 * Reads a `message/feedback-report` body. Original-Rcpt-To may stand several times, once per reader (RFC 5965 3.2), and is
 * often redacted; then the message it is about may tell.
 */
function readFeedbackReport(text: string, returned: string): JudgedReport[] {
  const fields = new Map(splitGroups(text).flatMap((group) => [...group]));
  const type = (fields.get('feedback-type') ?? 'abuse').toLowerCase().split(/[\s;]/)[0] ?? 'abuse';
  const named = addressesAfter(/^(?:Original-Rcpt-To|Removal-Recipient):[ \t]*(.+)$/gim, text);
  const found = named.length > 0 ? named : returnedRecipients(returned);
  return (found.length > 0 ? found : [null]).map((recipient) => ({
    recipient,
    status: null,
    class: COMPLAINTS.has(type) ? 'complaint' : 'unknown',
    reason: type,
    action: null,
    diagnostic: fields.get('reported-domain') ?? null,
  }));
}

const plainComplaint = (returned: string): JudgedReport => ({
  recipient: returnedRecipients(returned)[0] ?? null,
  status: null,
  class: 'complaint',
  reason: 'abuse',
  action: null,
  diagnostic: null,
});

/** The header that hid the reader in Microsoft's complaints until 2026, else the first To. */
function returnedRecipients(returned: string): string[] {
  const hidden = addressesAfter(/^X-HmXmrOriginalRecipient:[ \t]*(.+)$/gim, returned);
  return (hidden.length > 0 ? hidden : addressesAfter(/^To:[ \t]*(.+)$/gim, returned)).slice(0, 1);
}

const addressesAfter = (pattern: RegExp, text: string): string[] => [
  ...new Set([...text.matchAll(pattern)].flatMap((match) => addressOf(match[1]?.slice(0, MAX_FIELD)) ?? [])),
];
/** RFC 5322 2.1.1. */
const MAX_FIELD = 998;
