import { parseMailbox, type Mailbox } from '../kernel/email-address.js';
import { fillSlots } from '../issues/fill-slots.js';
import { SLOTS, type Slot } from '../issues/issue.js';
import type { OutgoingMessage } from './mailer.js';
import { cutMessage, type MessageForm } from './message-form.js';
import type { MessageParts } from './message-composer.js';
import type { Addressee, Plate, Press } from './press.js';
import { createPrinter, type Gap } from './print-message.js';
import { READER_FIELDS } from './reader-fields.js';
import { createTrays } from './trays.js';

/** Makes the messages of one variant. */
export interface Printer {
  /** One reader's message, signed. The same reader gives the same bytes, so a resend is recognised as a copy. */
  print(reader: Addressee): Promise<OutgoingMessage>;
}

/**
 * Composes the message of a variant once, and cuts it where readers differ: what an editor approved is in every copy byte
 * for byte. Throws when the newsroom's settings have no sender.
 */
export async function compilePlate(press: Press, plate: Plate, takeTray = createTrays()): Promise<Printer> {
  const from = readMailbox(plate.newsroom.mailFrom);
  const form = await compose(press, plate, from);
  return createPrinter({
    press,
    form,
    issueId: plate.issue.id,
    newsletterId: plate.newsletter.id,
    domain: domainOf(from),
    formSigner: press.signer?.prepare(form) ?? null,
    takeTray,
  });
}

async function compose(press: Press, plate: Plate, from: Mailbox): Promise<MessageForm<Gap>> {
  const { issue, newsletter, newsroom, variant } = plate;
  const { html, text, slotKey, subject } = variant;
  const { tokenFields = [] } = press;
  const parts: MessageParts = {
    from,
    to: 'reader@example.org',
    replyTo: newsroom.replyTo === null ? null : readMailbox(newsroom.replyTo),
    subject,
    date: 0,
    messageId: `<reader@${domainOf(from)}>`,
    boundary: press.tokens.digest('boundary', `${issue.id}|${variant.variant}`),
    headers: [
      ['List-Unsubscribe', '<https://example.org/>'],
      ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
      ['List-Id', listId(newsletter, domainOf(from))],
      ['Feedback-ID', `${issue.id}:${newsletter.slug}:${issue.kind}:pressrun`],
      ['Precedence', 'bulk'],
      ['X-Pressrun-Issue', issue.id],
      ['X-Pressrun-Delivery', '-'],
      ...tokenFields.map(({ name }) => [name, '-'] as const),
    ],
    html: marked(html, 'html', slotKey),
    text: marked(text, 'text', slotKey),
  };
  const marks = new Map([...gapsOf('html', slotKey), ...gapsOf('text', slotKey)]);
  const readerFields = [...READER_FIELDS, ...tokenFields.map(({ name }) => name.toLowerCase())];
  return cutMessage(await press.composer.compose(parts), { readerFields, marks });
}

/** With one kind of line end: a lone CR would reach the wire as it is. */
const marked = (body: string, part: Gap['part'], slotKey: string): string =>
  fillSlots(body.replace(/\r\n?/g, '\n'), slotKey, marksOf(part, slotKey), (mark) => mark);

/** The same slot is encoded in another way in each part, so each part has marks of its own. */
const markOf = (part: Gap['part'], slotKey: string, slot: Slot) =>
  `${part}-${slotKey}-${slot.replaceAll('_', '-')}-end`;

const gapsOf = (part: Gap['part'], slotKey: string) =>
  SLOTS.map((slot) => [markOf(part, slotKey, slot), { part, slot }] as const);

const marksOf = (part: Gap['part'], slotKey: string): Readonly<Record<Slot, string>> => ({
  unsubscribe_url: markOf(part, slotKey, 'unsubscribe_url'),
  preferences_url: markOf(part, slotKey, 'preferences_url'),
  reader_address: markOf(part, slotKey, 'reader_address'),
});

/** RFC 2919: the identifier is ASCII and stable; a name that is not plain ASCII is left out. */
function listId({ name, slug }: Plate['newsletter'], domain: string): string {
  const identifier = `<${slug}.${domain}>`;
  return /^[\w '&.,!-]+$/.test(name) ? `"${name}"\r\n ${identifier}` : identifier;
}

const domainOf = (mailbox: Mailbox): string => mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1);

function readMailbox(text: string): Mailbox {
  const mailbox = parseMailbox(text);
  if (mailbox === undefined) throw new Error(`"${text}" in the newsroom's settings is no address.`);
  return mailbox;
}
