import { addressOf, splitGroups } from './delivery-status.js';
import type { JudgedReport } from './report.js';

/** RFC 5965, 6430, 6591 feedback types that say "I did not want this". All others are for the postmaster, not for the list. */
const COMPLAINTS: ReadonlySet<string> = new Set(['abuse', 'fraud', 'opt-out', 'opt-out-list', 'complaint', 'spam']);

/**
 * Reads a `message/feedback-report` body. The recipient is often redacted; `auth-failure`, `not-spam` and `virus` are no
 * complaints of a reader.
 */
export function readFeedbackReport(text: string, returned: string): JudgedReport[] {
  const fields = new Map(splitGroups(text).flatMap((group) => [...group]));
  const type = (fields.get('feedback-type') ?? 'abuse').toLowerCase().split(/[\s;]/)[0] ?? 'abuse';
  const recipients = originalRecipients(text);
  const found = recipients.length > 0 ? recipients : returnedRecipients(returned);
  return (found.length > 0 ? found : [null]).map((recipient) => ({
    recipient,
    status: null,
    class: COMPLAINTS.has(type) ? 'complaint' : 'unknown',
    reason: type,
    action: null,
    diagnostic: fields.get('reported-domain') ?? null,
  }));
}

/**
 * Complaints of Microsoft's JMRP that are no RFC 5965: a mail in a mail, and a subject that tells.
 * Seen: `complaint about message from 192.0.2.222`.
 */
export function readPlainComplaint(subject: string, returned: string): JudgedReport[] {
  if (returned === '' || !/^\s*complaint about message from\b/i.test(subject)) return [];
  const hidden = /^X-HmXmrOriginalRecipient:\s*(.+)$/im.exec(returned)?.[1];
  const recipient = addressOf(hidden) ?? returnedRecipients(returned)[0] ?? null;
  return [{ recipient, status: null, class: 'complaint', reason: 'abuse', action: null, diagnostic: null }];
}

/** Original-Rcpt-To may stand several times, once per reader (RFC 5965 3.2). */
const originalRecipients = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(/^(?:Original-Rcpt-To|Removal-Recipient):\s*(.+)$/gim)].flatMap(
      (match) => addressOf(match[1]) ?? [],
    ),
  ),
];

const returnedRecipients = (returned: string): string[] =>
  [...returned.matchAll(/^To:\s*(.+)$/gim)].slice(0, 1).flatMap((match) => addressOf(match[1]) ?? []);
