import type { RawReport } from './report.js';

/** What Amazon SES writes about one recipient of a bounce. */
interface SesRecipient {
  readonly emailAddress?: unknown;
  readonly action?: unknown;
  readonly status?: unknown;
  readonly diagnosticCode?: unknown;
}

export interface SesNotice {
  /** `bounce`, `complaint`, `delivery`, `deliverydelay`. */
  readonly type: string;
  readonly reports: readonly RawReport[];
}

/**
 * Events of Amazon SES that SNS sends by mail: JSON in the text, alone or inside a notification's `Message`. Undefined for
 * any other text.
 */
export function readSesNotice(text: string): SesNotice | undefined {
  const event = sesEvent(text.replace(CUT, ''));
  if (event === undefined) return undefined;
  const type = String(event['notificationType'] ?? event['eventType']).toLowerCase();
  const detail = asRecord(event[DETAILS[type] ?? '']);
  if (detail === undefined) return undefined;
  const context = [detail['bounceType'], detail['bounceSubType'], detail['delayType']].map(
    (part) => textOf(part) ?? '',
  );
  const reports = recipientsOf(detail).map((recipient) => toReport(type, recipient, context.join(' ')));
  return reports.length === 0 ? undefined : { type, reports };
}

/** Which member of an event holds what happened. */
const DETAILS: Readonly<Record<string, string>> = {
  bounce: 'bounce',
  complaint: 'complaint',
  delivery: 'delivery',
  deliverydelay: 'deliveryDelay',
};
const ACTIONS: Readonly<Record<string, string>> = { delivery: 'delivered', deliverydelay: 'delayed' };

function sesEvent(text: string): Record<string, unknown> | undefined {
  if (!/"(?:notificationType|eventType)|\\"(?:notificationType|eventType)/.test(text)) return undefined;
  const outer = jsonIn(text);
  if (outer?.['notificationType'] !== undefined || outer?.['eventType'] !== undefined) return outer;
  return typeof outer?.['Message'] === 'string' ? jsonIn(outer['Message']) : undefined;
}

/** Sendmail cuts lines of 990 octets with `!` and a new line (RFC 5321 4.5.3.1.6 allows 998). */
const CUT = /!\r?\n /g;

/** The object a text holds. */
function jsonIn(text: string): Record<string, unknown> | undefined {
  try {
    return asRecord(JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)));
  } catch {
    return undefined;
  }
}

function recipientsOf(detail: Record<string, unknown>): SesRecipient[] {
  const listed = ['bouncedRecipients', 'complainedRecipients', 'delayedRecipients', 'recipients'].flatMap((name) =>
    Array.isArray(detail[name]) ? (detail[name] as unknown[]) : [],
  );
  return listed.flatMap((entry) => (typeof entry === 'string' ? [{ emailAddress: entry }] : sesRecipient(entry)));
}

function toReport(type: string, recipient: SesRecipient, context: string): RawReport {
  const diagnostic = textOf(recipient.diagnosticCode)?.replace(/^[\w-]+\s*;\s*/, '') ?? null;
  const status = /[245]\.\d{1,3}\.\d{1,3}/.exec(textOf(recipient.status) ?? '')?.[0] ?? null;
  return {
    recipient: textOf(recipient.emailAddress) ?? null,
    action: ACTIONS[type] ?? textOf(recipient.action)?.toLowerCase() ?? 'failed',
    status,
    diagnostic,
    context,
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const asRecord = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
const sesRecipient = (value: unknown): SesRecipient[] => {
  const recipient = asRecord(value);
  return recipient === undefined ? [] : [recipient];
};
