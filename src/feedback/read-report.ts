import { hasAutoReplySubject, isAutoReply } from './auto-reply.js';
import { readDeliveryStatus } from './delivery-status.js';
import { readFeedbackReport, readPlainComplaint } from './feedback-report.js';
import { judgeBounce } from './judge-bounce.js';
import { readMail, type ReadMail } from './read-mail.js';
import type { JudgedReport, RawReport, ReportKind, ReportReading } from './report.js';
import { blockOf, readTextBounce } from './text-bounce.js';
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
  const status = readStatus(mail);
  if (status.length > 0) return bounceReading(status.map(judgeBounce), true);
  const text = hasAutoReplySubject(mail) ? [] : readTextBounce(mail);
  if (text.length > 0) return bounceReading(text.map(judgeBounce), false);
  if (isAutoReply(mail) || hasAutoReplySubject(mail)) {
    return { kind: 'auto-reply', reports: [], structured: false };
  }
  return { kind: 'not-a-report', reports: [], structured: false };
}

function readComplaints(mail: ReadMail): JudgedReport[] {
  const returned = mail.parts.find((part) => /rfc822/.test(part.type))?.text ?? '';
  const reports = mail.parts.filter((part) => part.type === 'message/feedback-report');
  return reports.length > 0
    ? reports.flatMap((part) => readFeedbackReport(part.text, returned))
    : readPlainComplaint(mail.subject, returned);
}

/** Status parts, or the same fields in a text part of a server that labels its parts wrongly. */
function readStatus(mail: ReadMail): RawReport[] {
  const parts = mail.parts.filter((part) => /^message\/(?:global-)?delivery-status$/.test(part.type));
  const texts = parts.length > 0 ? parts.map((part) => part.text) : statusInText(mail);
  const reports = texts.flatMap(readDeliveryStatus).slice(0, MAX_REPORTS);
  const human = withoutReturned(mail.text);
  const all = reports.map((report) => report.recipient);
  return reports.map((report) => withHumanWords(report, all, human));
}

const MAX_REPORTS = 100;
const MAX_CONTEXT = 4_000;

const statusInText = (mail: ReadMail): string[] => {
  const start = /^[ \t]*(?:Reporting-MTA|Final-Recipient|Original-Recipient)\s*:/im.exec(mail.text);
  return start === null || !/^[ \t]*(?:Action|Status)\s*:/im.test(mail.text) ? [] : [mail.text.slice(start.index)];
};

/** The text part often says more than the fields: the refused command, or the answer itself. */
function withHumanWords(report: RawReport, all: readonly (string | null)[], human: string): RawReport {
  const block = report.recipient === null || all.length === 1 ? human : blockOf(report.recipient, all, human);
  return { ...report, context: `${report.context}\n${block.slice(0, MAX_CONTEXT)}` };
}

function bounceReading(reports: readonly JudgedReport[], structured: boolean): ReportReading {
  const all = (...classes: JudgedReport['class'][]) => reports.every((report) => classes.includes(report.class));
  const kind: ReportKind = all('delivered') ? 'delivered' : all('delayed', 'delivered') ? 'delayed' : 'bounce';
  return { kind, reports, structured };
}
