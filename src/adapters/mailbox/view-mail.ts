import PostalMime, { type Address } from 'postal-mime';
import type { MailboxEntry, StoredMail } from '../../web/mailbox/mailbox.js';
import type { ListedRow, StoredRow } from './mail-file.js';

/** A row of the list, from the head of the message alone. */
export async function viewEntry({ id, receivedAt, envelopeTo, head }: ListedRow): Promise<MailboxEntry> {
  // Without the body, a cut multipart costs nothing to parse.
  const end = head.indexOf('\r\n\r\n');
  const email = await parse(end < 0 ? head : head.subarray(0, end + 4));
  return { id, from: nameOf(email?.from), to: envelopeTo, subject: email?.subject ?? '', receivedAt };
}

/** The whole mail, taken apart. A mail that cannot be parsed still shows its source. */
export async function viewMail({ id, receivedAt, envelopeFrom, envelopeTo, raw }: StoredRow): Promise<StoredMail> {
  const email = await parse(raw);
  return {
    id,
    from: nameOf(email?.from),
    to: envelopeTo,
    subject: email?.subject ?? '',
    receivedAt,
    envelopeFrom,
    html: email?.html ?? null,
    text: email?.text ?? null,
    headers: (email?.headers ?? []).map(({ originalKey, value }) => ({ name: originalKey, value })),
    raw: raw.toString('utf8'),
  };
}

async function parse(raw: Uint8Array) {
  try {
    return await PostalMime.parse(raw, { maxNestingDepth: 20 });
  } catch {
    return undefined;
  }
}

const nameOf = (from: Address | undefined): string => {
  if (from === undefined) return '';
  const address = from.address ?? '';
  return from.name ? `${from.name} <${address}>` : address;
};
