import { addressOf, splitGroups } from './delivery-status.js';
import type { ReadMail } from './read-mail.js';
import type { RawReport } from './report.js';

/**
 * A disposition notification (RFC 8098): somebody opened or deleted a mail, or a Sieve script refused it (RFC 5429 2.2.1),
 * which is a failure in the same clothes. Undefined for any other mail.
 */
export function readReceipt(mail: ReadMail): { readonly failed?: RawReport } | undefined {
  const part = mail.parts.find(({ type }) => type === 'message/disposition-notification');
  if (part === undefined) return undefined;
  const fields = new Map(splitGroups(part.text).flatMap((group) => [...group]));
  const refused =
    /automatic-action.{0,80}(?:deleted|denied|failed)/i.test(fields.get('disposition') ?? '') &&
    REFUSED.test(`${mail.header('auto-submitted') ?? ''}\n${mail.subject}\n${mail.text.slice(0, FIRST_LINES)}`);
  if (!refused) return {};
  const recipient = addressOf(fields.get('final-recipient')) ?? addressOf(fields.get('original-recipient')) ?? null;
  const words = mail.text.slice(0, FIRST_LINES).replace(/\s+/g, ' ').trim();
  return { failed: { recipient, action: 'failed', status: null, diagnostic: words, context: '' } };
}

const REFUSED = /\brejected\b|\brefused\b/i;
const FIRST_LINES = 500;
