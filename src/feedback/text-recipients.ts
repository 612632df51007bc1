import type { ReadMail } from './read-mail.js';

/** Text of an address; bounded, so that a line of a megabyte costs no more than it is long. */
export const ADDRESS = String.raw`[^\s@<>"'()\[\],;:]{1,128}@[A-Za-z0-9][\w.-]{0,190}\.[A-Za-z][\w-]{1,62}`;

/** One way of naming the address that failed; the address is the first capture. */
interface Place {
  readonly pattern: RegExp;
  /** `list`: every match is a recipient. `one`: the first match alone is. */
  readonly names: 'list' | 'one';
  readonly seen: string;
}

const list = (source: string, flags: string, seen: string): Place => ({
  pattern: new RegExp(source, flags),
  names: 'list',
  seen,
});
const one = (source: string, flags: string, seen: string): Place => ({
  pattern: new RegExp(source, flags),
  names: 'one',
  seen,
});

/** The strongest kind of place that names anybody decides. */
const PLACES: readonly Place[] = [
  list(
    String.raw`^[ \t>-]*(?:Error-for|Undeliverable address|Intended recipient|Recipient address|Failed recipient|Failed address|Addressed to|Final-Recipient|Original-Recipient|(?:Invalid|Unknown) receiver address|Receiver not found)[ \t]*:[ \t]*(?:rfc822;[ \t]*)?<?(${ADDRESS})>?`,
    'gim',
    'Error-for:  reader@b.example',
  ),
  list(String.raw`^[ \t]*Recipient:[ \t]*\[SMTP:(${ADDRESS})\]`, 'gim', 'Recipient: [SMTP:reader@b.example]'),
  list(
    String.raw`^[ \t]*(?:[>*•-]+[ \t]*)?(?:[45]\d\d[ -])?(?:<(${ADDRESS})>|["'](${ADDRESS})["']|(${ADDRESS}))(?=$|[ \t]*(?:[:;,(\[]|\.\.\.|on [A-Z\d]|<|\r?$))`,
    'gm',
    '<reader@b.example>: host mx.b.example said: 550 no such user',
  ),
  // The end of an alias may be hidden; then its name is what there is.
  list(
    String.raw`^[ \t]*\((?:ultimately )?generated from <?(${ADDRESS})>?`,
    'gim',
    '    (generated from reader@b.example)',
  ),
  one(
    String.raw`(?:delivered|deliver(?:ed|y)?(?: your message)?|sent|reach) to(?: the following \w+)?:?\s*<?(${ADDRESS})>?`,
    'gi',
    "Your message wasn't delivered to reader@b.example because",
  ),
  one(
    String.raw`(?:message|mail|e-mail) to\s+<?(${ADDRESS})>? (?:was|could|has|is|cannot)`,
    'gi',
    'The following message to <reader@b.example> was undeliverable.',
  ),
  list(
    String.raw`(?:undeliverable to|delivery failed(?:, attempt will be retried)?:?|user mailbox:?|(?:unknown|invalid) (?:local )?user(?:id)?:?|mailbox is full:)\s+<?(${ADDRESS})>?`,
    'gi',
    'undeliverable to reader@b.example',
  ),
  list(
    String.raw`^[ \t]*(?:>>>[ \t]*|Sent[ \t]*>>>[ \t]*|-->[ \t]*|SMTP command[ \t]+)?RCPT TO:[ \t]*<?(${ADDRESS})>?`,
    'gim',
    'Sent >>> RCPT TO:<reader@b.example>',
  ),
  one(
    String.raw`(?:RCPT TO|Recipient(?: address)?|Unknown user|attempts|gateway for|To address)\s*:?\s*<?(${ADDRESS})>?`,
    'gi',
    'We could not find a gateway for reader@b.example',
  ),
  one(String.raw`<(${ADDRESS})>(?:\.\.\.|:)`, 'gi', '550 <reader@b.example>... User unknown'),
  one(String.raw`^[ \t]*To:[ \t]*<?(${ADDRESS})>?[ \t]*\r?$`, 'gim', 'To: reader@b.example'),
  one(
    String.raw`(?:user|mailbox|address|account|recipient|errors?)(?:\s*:\s*|\s+|\s*(?=[<"'(]))[<"'(]?(${ADDRESS})`,
    'gi',
    'errors: user reader@b.example',
  ),
  list(String.raw`,[ \t]*(${ADDRESS}),`, 'g', 'Undeliverable: reader name, reader@b.example, no such user'),
  // What is left: an address in angle brackets or quotes anywhere in a report.
  one(String.raw`[<"'](${ADDRESS})[>"']`, 'g', 'mail for <reader@b.example> is refused'),
];

const MAX_RECIPIENTS = 50;

/** The addresses the report names, in its order, as they are written. */
export function namedRecipients(mail: ReadMail, human: string): string[] {
  const header = (mail.header('x-failed-recipients') ?? '').split(/[\s,]+/).filter((part) => part.includes('@'));
  if (header.length > 0) return unique(header).slice(0, MAX_RECIPIENTS);
  const own = ownAddresses(mail);
  for (const { pattern, names } of PLACES) {
    const found = matchesOf(pattern, human).filter((address) => !own.has(address.toLowerCase()));
    if (found.length > 0) return found.slice(0, names === 'one' ? 1 : MAX_RECIPIENTS);
  }
  const screenNames = nakedNames(mail, human);
  if (screenNames.length > 0) return screenNames;
  // A mail to oneself that came back.
  return PLACES.filter(({ names }) => names === 'list')
    .flatMap(({ pattern }) => matchesOf(pattern, human))
    .slice(0, 1);
}

const matchesOf = (pattern: RegExp, human: string): string[] =>
  unique([...human.matchAll(pattern)].map((match) => match.slice(1).find((group) => group !== undefined) ?? '')).filter(
    (address) => !/^(?:mailer-daemon|postmaster)@/i.test(address),
  );

/** Providers that name their own customers without the domain: `could not be delivered ...:` and a name a line. */
function nakedNames(mail: ReadMail, human: string): string[] {
  const domain = /@([\w.-]+\.[a-z]{2,})>?\s*$/i.exec(mail.from.trim())?.[1];
  const intro =
    /(?:following recipients?|to the following|did not receive)[^\n]{0,200}(?:\n[^\n]{1,200}){0,2}:[ \t]*\n\s*\n?((?:[ \t]*[\w.+-]{2,64}[ \t]*\n){1,50})/i.exec(
      `${human}\n`,
    )?.[1];
  if (domain === undefined || intro === undefined) return [];
  const names = intro.split('\n').map((line) => line.trim());
  return unique(names.filter((name) => /^[\w.+-]{2,64}$/.test(name)).map((name) => `${name}@${domain}`));
}

/** Whom the report itself is addressed to and comes from: never the one who failed. */
const ownAddresses = (mail: ReadMail): Set<string> =>
  new Set(
    [mail.from, mail.header('to') ?? '', mail.header('delivered-to') ?? '']
      .flatMap((value) => value.match(new RegExp(ADDRESS, 'g')) ?? [])
      .map((address) => address.toLowerCase()),
  );

const unique = (texts: readonly string[]): string[] => [
  ...new Map(texts.map((text) => [text.toLowerCase(), text])).values(),
];
