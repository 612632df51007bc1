import { createHash } from 'node:crypto';
import type { Clock } from '../kernel/clock.js';
import { domainOf } from '../kernel/email-address.js';
import type { NewId } from '../kernel/ids.js';
import type { Logger } from '../kernel/logger.js';
import type { DeliveryRef, FeedbackStore, NewBounce } from './feedback-store.js';
import { effectOf, type BounceEffect } from './effects.js';
import type { Refused } from './provider-guard.js';
import type { ReadMail } from './read-mail.js';
import { readMailAsReport } from './read-report.js';
import { readableMessage } from './readable-message.js';
import { redactAddresses } from './redact.js';
import type { JudgedReport, ReportReading } from './report.js';
import type { InboundMail, InboundResult } from './room.js';

export interface ReceiveBounceDeps {
  readonly feedback: FeedbackStore;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly logger: Logger;
  /** Told of refusals that are about us. */
  readonly guard: (refused: Refused) => Promise<void>;
}

/** Judges a mail that came to a bounce address and records it once. The token names the reader, never the text. */
export async function receiveBounce(
  deps: ReceiveBounceDeps,
  delivery: DeliveryRef,
  { inbound, mail }: { inbound: InboundMail; mail: ReadMail },
): Promise<InboundResult> {
  const { feedback, clock, newId, logger, guard } = deps;
  const reading = readMailAsReport(mail);
  const at = clock.now();
  if (reading.kind === 'auto-reply' || reading.kind === 'delivered') {
    await feedback.settle(delivery, at);
    logger.info('feedback.ignored', { ...delivery, kind: reading.kind });
    return 'noted';
  }
  const address = await feedback.addressOf(delivery.subscriberId);
  const report = ownReport(reading.reports, address);
  const effect = believedEffect(report, reading, inbound);
  const isAskedFor = effect === 'suppress' || effect === 'count' || report.class === 'unknown';
  const final = {
    suppress: effect === 'suppress',
    counts: effect === 'count',
    unsubscribe: report.class === 'complaint',
  };
  const kept = keptOf(mail, { report, address, isAskedFor });
  const recorded = await feedback.record({
    id: newId(),
    evidenceHash: evidenceHash(delivery, mail),
    ...delivery,
    ...kept,
    channel: 'mail',
    class: report.class,
    reason: report.reason,
    status: report.status,
    at,
    matchedBy: 'token',
    service: null,
    ...final,
  });
  logger.info(recorded ? 'feedback.recorded' : 'feedback.known', {
    ...delivery,
    class: report.class,
    reason: report.reason,
    status: report.status,
    ...final,
  });
  if (recorded && effect === 'pause' && kept.domain !== null)
    await guard({
      subscriberId: delivery.subscriberId,
      domain: kept.domain,
      reason: report.reason,
      said: kept.diagnostic,
    });
  return report === UNREADABLE ? 'unreadable' : 'noted';
}

const MAX_DIAGNOSTIC = 500;

/** Of who was erased nothing is kept that could name them. */
function keptOf(
  mail: ReadMail,
  { report, address, isAskedFor }: { report: JudgedReport; address: string | null; isAskedFor: boolean },
): Pick<NewBounce, 'diagnostic' | 'raw' | 'domain'> {
  if (address === null) return { diagnostic: null, raw: null, domain: null };
  const { diagnostic } = report;
  return {
    diagnostic: diagnostic === null ? null : redactAddresses(diagnostic).slice(0, MAX_DIAGNOSTIC),
    raw: isAskedFor ? readableMessage(mail) : null,
    domain: domainOf(address),
  };
}

const UNREADABLE: JudgedReport = {
  recipient: null,
  status: null,
  class: 'unknown',
  reason: 'unreadable',
  action: null,
  diagnostic: null,
};

/** Least harm first: of several reports about other addresses (a forward's targets) the mildest counts. */
const MILDNESS: readonly JudgedReport['class'][] = [
  'delivered',
  'delayed',
  'auto-reply',
  'unknown',
  'soft',
  'hard',
  'complaint',
];

function ownReport(reports: readonly JudgedReport[], address: string | null): JudgedReport {
  const own = reports.filter((report) => address !== null && report.recipient?.toLowerCase() === address);
  const candidates = own.length > 0 ? own : reports;
  return candidates.toSorted((a, b) => MILDNESS.indexOf(a.class) - MILDNESS.indexOf(b.class))[0] ?? UNREADABLE;
}

/** Free text does something only when a mail system wrote it: RFC 5321 4.5.5 has notifications come from the null sender. */
function believedEffect(report: JudgedReport, reading: ReportReading, { envelopeFrom }: InboundMail): BounceEffect {
  const fromSystem = envelopeFrom === '' || /^(?:mailer-daemon|postmaster)@/i.test(envelopeFrom);
  return reading.structured || fromSystem ? effectOf(report) : 'none';
}

/** The report's Message-ID names it; without one, its text does. Trace headers differ each time it is passed on. */
function evidenceHash({ issueId, subscriberId }: DeliveryRef, mail: ReadMail): string {
  const parts = mail.parts.filter((part) => part.type !== 'message/rfc822').map((part) => part.text);
  const evidence = mail.header('message-id')?.trim() || [mail.text, ...parts].join('\n');
  return createHash('sha256').update(`${issueId}|${subscriberId}|${evidence}`).digest('hex');
}
