import { parseMailbox, type Mailbox } from '../kernel/email-address.js';
import type { Tokens } from '../kernel/token.js';
import { escapeHtml, fillSlots } from '../issues/fill-slots.js';
import type { Issue, Variant } from '../issues/issue.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import type { Newsroom } from '../newsletters/newsroom.js';
import type { ReaderLinks, SubscribersRoom } from '../subscribers/room.js';
import type { OutgoingMessage } from './mailer.js';
import type { MessageComposer, MessageSigner } from './message-composer.js';

/** What all messages are assembled with. */
export interface Press {
  readonly composer: MessageComposer;
  /** Null when DKIM is not configured. */
  readonly signer: MessageSigner | null;
  readonly tokens: Tokens;
  readonly links: SubscribersRoom['links'];
  readonly bounceDomain: string;
}

/** What all readers of a variant share. */
export interface Plate {
  readonly issue: Pick<Issue, 'id' | 'kind'>;
  readonly newsletter: Pick<Newsletter, 'id' | 'slug' | 'name'>;
  readonly newsroom: Pick<Newsroom, 'mailFrom' | 'replyTo'>;
  readonly variant: Variant;
}

export interface Addressee {
  readonly subscriberId: string;
  readonly email: string;
  /** Milliseconds. */
  readonly dateHeader: number;
}

/** One reader's message, signed. The same arguments give the same bytes, so a resend is recognised as a copy. */
export async function assembleMessage(press: Press, plate: Plate, reader: Addressee): Promise<OutgoingMessage> {
  const { tokens, bounceDomain } = press;
  const { issue, newsletter, newsroom, variant } = plate;
  const from = readMailbox(newsroom.mailFrom);
  const links = press.links(reader.subscriberId, newsletter.id);
  const values = {
    unsubscribe_url: links.unsubscribe,
    preferences_url: links.preferences,
    reader_address: reader.email,
  };
  const bounceToken = tokens.sign('bounce', [issue.id, reader.subscriberId]);
  const identity = tokens.digest('mid', `${issue.id}|${reader.subscriberId}`);
  const message = await press.composer.compose({
    from,
    to: reader.email,
    replyTo: newsroom.replyTo === null ? null : readMailbox(newsroom.replyTo),
    subject: variant.subject,
    date: reader.dateHeader,
    messageId: `<${identity}@${domainOf(from)}>`,
    boundary: identity,
    headers: headersFor({ plate, links, bounceToken, bounceDomain, domain: domainOf(from) }),
    html: fillSlots(variant.html, variant.slotKey, values, escapeHtml),
    text: fillSlots(variant.text, variant.slotKey, values, (value) => value),
  });
  return {
    envelopeFrom: `b-${bounceToken}@${bounceDomain}`,
    envelopeTo: reader.email,
    bytes: press.signer === null ? message : await press.signer.sign(message),
  };
}

interface HeaderFacts {
  readonly plate: Plate;
  readonly links: ReaderLinks;
  readonly bounceToken: string;
  readonly bounceDomain: string;
  readonly domain: string;
}

function headersFor({ plate, links, bounceToken, bounceDomain, domain }: HeaderFacts) {
  const { issue, newsletter } = plate;
  const mailto = `mailto:u-${links.unsubscribeToken}@${bounceDomain}?subject=unsubscribe`;
  return [
    // One field (RFC 2369 and 8058), folded between the two URIs so that no line is cut inside one.
    ['List-Unsubscribe', `<${links.unsubscribe}>,\r\n <${mailto}>`],
    ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
    ['List-Id', listId(newsletter, domain)],
    ['Feedback-ID', `${issue.id}:${newsletter.slug}:${issue.kind}:pressrun`],
    ['Precedence', 'bulk'],
    ['X-Pressrun-Issue', issue.id],
    ['X-Pressrun-Delivery', bounceToken],
  ] as const;
}

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
