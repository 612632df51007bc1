/** Text of an address; bounded, so that a line of a megabyte costs no more than it is long. */
export const ADDRESS = String.raw`(?:"[^"\s<>][^"\r\n<>]{0,62}"|[^\s@<>"'()\[\],;:][^\s@<>"()\[\],;:]{0,127})@[A-Za-z0-9\u00c0-\u024f][\w.\u00c0-\u024f-]{0,190}\.[A-Za-z][\w-]{1,62}`;

/** The address that was mailed, under the one it was passed on to. Sendmail expands, Exim generates. */
export const ALIAS = String.raw`^[ \t]*\((?:expanded|(?:ultimately )?generated) from:? <?(${ADDRESS})>?`;

/** One way of naming the address that failed; the address is the first capture. */
export interface Place {
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
export const PLACES: readonly Place[] = [
  list(
    String.raw`^[ \t>-]*(?:Error-for|Undeliverable address|Intended recipient|Recipient address|Failed recipient|Failed address|Addressed to|Final-Recipient|Original-Recipient|(?:Invalid|Unknown) receiver address|Receiver not found)[ \t]*:[ \t]*(?:rfc822;[ \t]*)?<?(${ADDRESS})>?`,
    'gim',
    'Error-for:  reader@b.example',
  ),
  list(String.raw`[\[;:]SMTP[:=](${ADDRESS})`, 'gi', 'c=US;a= ;p=B;dda:SMTP=reader@b.example; on Thu, 7 Mar'),
  list(
    String.raw`^[ \t]*(?:[>*•]+[ \t]*|-+[ \t]+)?(?:[45]\d\d[ -])?(?:<(${ADDRESS})>|["'](${ADDRESS})["']|(${ADDRESS}))(?=$|[ \t]*(?:[:;,(\[]|\.\.\.|on [A-Z\d]|<|\r?$))`,
    'gm',
    '<reader@b.example>: host mx.b.example said: 550 no such user',
  ),
  // The end of an alias may be hidden; then its name is what there is.
  list(ALIAS, 'gim', '    (generated from reader@b.example)'),
  list(String.raw`^[ \t]*<?(${ADDRESS})>?(?:[ ]{2,}|\t+)(?=\S)`, 'gm', ' reader@b.example   mailbox over quota'),
];

/** Places within sentences. Not in lines that say whom to write to. */
export const SENTENCES: readonly Place[] = [
  list(
    String.raw`(?:delivered|deliver(?:ed|y)?(?: your message)?|sent|reach) to(?: the following \w+)?:?\s*<?(${ADDRESS})>?`,
    'gi',
    "Your message wasn't delivered to reader@b.example because",
  ),
  list(
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
  list(
    String.raw`(?:RCPT TO|Recipient(?: address)?|Unknown user|attempts|gateway for|To address)\s*:?\s*<?(${ADDRESS})>?`,
    'gi',
    'We could not find a gateway for reader@b.example',
  ),
  list(String.raw`<(${ADDRESS})>(?:\.\.\.|:)`, 'gi', '550 <reader@b.example>... User unknown'),
  one(String.raw`^[ \t]*To:[ \t]*<?(${ADDRESS})>?[ \t]*\r?$`, 'gim', 'To: reader@b.example'),
  list(
    String.raw`(?:user|mailbox|address|account|recipient|errors?)(?:\s*:\s*|\s+|\s*(?=[<"'(]))[<"'(]?(${ADDRESS})`,
    'gi',
    'errors: user reader@b.example',
  ),
  list(String.raw`,[ \t]*(${ADDRESS}),`, 'g', 'Undeliverable: reader name, reader@b.example, no such user'),
];

/** Where nothing tells: an address in angle brackets or quotes, then any at all. */
export const WEAK_PLACES: readonly Place[] = [
  list(
    String.raw`(?<!\b(?:from|by|sender|message|message-id|id)[:=]?[ ]?)[<"'](${ADDRESS})[>"']`,
    'gi',
    'mail for <reader@b.example> is refused',
  ),
  one(String.raw`(?<![^\s:(<"'=])(${ADDRESS})`, 'g', 'Reader, Ana reader@b.example'),
];

/** A label alone on its line, over the address of a helper or the sender. */
export const LABELS_OTHERS =
  /^[ \t]*(?:from|sender|sent by|reply[- ]to|contact|help ?desk|support|administrator|questions)[ \t]*:?[ \t]*$/i;

/** Lines that name helpers and senders. */
const NAMES_OTHERS =
  /reply to|contact|assistance|further (?:help|information)|help ?desk|support\b|questions?\b|sent by|\bsender\b|\bfrom\b|message-id|complain|postmaster|if you (?:feel|think|believe)/i;
/** Unless they tell what was refused. */
const TELLS = /recipient|reject|refus|undeliver|deliver to|fail|\b[45]\d\d[ -]/i;
export const namesOthers = (line: string): boolean => NAMES_OTHERS.test(line) && !TELLS.test(line);
