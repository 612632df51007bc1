import { hasAutoReplySubject, isAutoReply, saysAway } from './auto-reply.js';
import { isChallenge } from './challenge-response.js';
import { readDeliveryStatus } from './delivery-status.js';
import { readComplaints } from './feedback-report.js';
import { judgeBounce } from './judge-bounce.js';
import { readMail, type ReadMail } from './read-mail.js';
import { readReceipt } from './read-receipt.js';
import type { JudgedReport, RawReport, ReportKind, ReportReading } from './report.js';
import { readSesNotice, type SesNotice } from './ses-notice.js';
import { blocksOf, readTextBounce, returnedRecipient, withoutVerdicts } from './text-bounce.js';
import { ADDRESS } from './recipient-places.js';
import { namedRecipients } from './text-recipients.js';
import { withoutReturned } from './without-returned.js';

/** Reads the bytes of any mail as a report. Never throws. */
export const readReport = async (bytes: Uint8Array): Promise<ReportReading> => readMailAsReport(await readMail(bytes));

/**
 * Machine-readable parts first (RFC 5965 complaints, RFC 3464 status), then answering machines, then text for people:
 * a vacation program may quote a whole bounce.
 */
export function readMailAsReport(mail: ReadMail): ReportReading {
  const complaints = readComplaints(mail);
  if (complaints.length > 0) {
    const kind = complaints.some((report) => report.class === 'complaint') ? 'complaint' : 'not-a-report';
    return { kind, reports: complaints, structured: true };
  }
  const notice = readSesNotice(mail.text);
  if (notice !== undefined) return noticeReading(notice);
  const receipt = readReceipt(mail);
  if (receipt !== undefined)
    return receipt.failed === undefined ? AUTO_REPLY : bounceReading([judgeBounce(receipt.failed)], true);
  const status = readStatus(mail);
  const answers = status.length === 0 ? undefined : status.map((report) => report.diagnostic ?? '').join('\n');
  if (isChallenge(mail, answers)) return AUTO_REPLY;
  if (status.length > 0) return bounceReading(status.map(judgeBounce), true);
  const text = hasAutoReplySubject(mail) ? [] : readTextBounce(mail);
  if (text.length > 0) return bounceReading(text.map(judgeBounce), false);
  if (isAutoReply(mail) || hasAutoReplySubject(mail) || saysAway(mail)) return AUTO_REPLY;
  return { kind: 'not-a-report', reports: [], structured: false };
}

const AUTO_REPLY: ReportReading = { kind: 'auto-reply', reports: [], structured: false };

/** What Amazon says about a message is as exact as a status part; whether it came from Amazon, a token tells. */
function noticeReading({ type, reports }: SesNotice): ReportReading {
  if (type !== 'complaint') return bounceReading(reports.map(judgeBounce), true);
  const complaints = reports.map(
    (report) => ({ ...judgeBounce(report), class: 'complaint', reason: 'abuse' }) as const,
  );
  return { kind: 'complaint', reports: complaints, structured: true };
}

/** Status parts, or the same fields in a text part of a server that labels its parts wrongly. */
function readStatus(mail: ReadMail): RawReport[] {
  const parts = mail.parts.filter((part) => /^message\/(?:global-)?delivery-status$/.test(part.type));
  const texts = parts.length > 0 ? parts.map((part) => part.text) : statusInText(mail);
  const reports = texts.flatMap(readDeliveryStatus).slice(0, MAX_REPORTS);
  const human = withoutReturned(mail.text);
  const named = reports.length === 1 ? reports.map((report) => nameRecipient(report, mail, human)) : reports;
  const blockFor = blocksOf(
    named.map((report) => report.recipient),
    human,
  );
  const isAlone = named.length === 1;
  return named.map((report) =>
    withHumanWords(report, report.recipient === null || isAlone ? human : blockFor(report.recipient)),
  );
}

/** Where the field holds no address, or Domino's inner one, the text names the one that was mailed. */
function nameRecipient(report: RawReport, mail: ReadMail, human: string): RawReport {
  const mailed = WAS_MAILED.exec(human)?.[1];
  if (mailed !== undefined) return { ...report, recipient: mailed };
  if (report.recipient !== null) return report;
  return { ...report, recipient: namedRecipients(mail, human)[0] ?? returnedRecipient(mail) };
}

/** Seen in Domino's reports: `was not delivered to:`, an empty line, the address, `because:`. */
const WAS_MAILED = new RegExp(String.raw`was not delivered to:\s*\n\s*(${ADDRESS})\s*\n\s*because:`, 'i');

const MAX_REPORTS = 100;
const MAX_CONTEXT = 4_000;

/** In the text, or in a part of any other type that is not the returned message. */
const statusInText = (mail: ReadMail): string[] =>
  [mail.text, ...mail.parts.filter(({ type }) => !/rfc822/.test(type)).map(({ text }) => text)]
    .flatMap(statusIn)
    .slice(0, 1);

function statusIn(text: string): string[] {
  const start = /^[ \t]*(?:Reporting-MTA|Final-Recipient|Original-Recipient)\s*:/im.exec(text);
  return start === null || !/^[ \t]*(?:Action|Status)\s*:/im.test(text) ? [] : [text.slice(start.index)];
}

/** The text part often says more than the fields: the refused command, or the answer itself. */
const withHumanWords = (report: RawReport, words: string): RawReport => ({
  ...report,
  context: `${report.context}\n${withoutVerdicts(words).slice(0, MAX_CONTEXT)}`,
});

function bounceReading(reports: readonly JudgedReport[], structured: boolean): ReportReading {
  const all = (...classes: JudgedReport['class'][]) => reports.every((report) => classes.includes(report.class));
  const kind: ReportKind = all('delivered') ? 'delivered' : all('delayed', 'delivered') ? 'delayed' : 'bounce';
  return { kind, reports, structured };
}
