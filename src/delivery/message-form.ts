import { asBuffer } from '../kernel/as-buffer.js';

/** One field of a message's head. */
export interface HeadField {
  /** Lower case. */
  readonly name: string;
  /** The whole field without its line end, folds kept; null when each reader has a field of their own here. */
  readonly text: string | null;
}

/**
 * A message with gaps. Every character of every string is one byte of the message (latin1).
 * `texts` stand around the gaps: there is one more of them.
 */
export interface MessageForm<Gap> {
  readonly head: readonly HeadField[];
  readonly body: { readonly texts: readonly string[]; readonly gaps: readonly Gap[] };
}

/** What fills a form for one reader. */
export interface Filling {
  /** Whole fields by lower-case name, folds kept, without line ends. */
  readonly fields: Readonly<Record<string, string>>;
  /** One encoded value per gap of the body, in their order. */
  readonly slots: readonly string[];
}

/** A quoted-printable soft line break: it ends a line of the encoded text and adds nothing to the decoded one. */
const SOFT_BREAK = '=\r\n';

/**
 * Cuts a composed message at the fields that are each reader's own and at marks in its quoted-printable body. A gap stands
 * at the start of a line and a line ends after its value, so a value of any length leaves every other line as it is.
 * @param readerFields lower-case names; each must stand in the head once.
 * @param marks letters, digits and hyphens only: quoted-printable leaves them as they are, but may break lines in them.
 * Throws when the message is not clean (RFC 5321: CRLF only, lines of 998 octets at most).
 */
export function cutMessage<Gap>(
  message: Uint8Array,
  { readerFields, marks }: { readerFields: readonly string[]; marks: ReadonlyMap<string, Gap> },
): MessageForm<Gap> {
  const { head, body } = splitMessage(message);
  if (/\r(?!\n)|(?<!\r)\n|[^\r\n]{999}/.test(`${head}\r\n${body}`))
    throw new Error('A composed message has a line that is too long or does not end in CRLF.');
  for (const name of readerFields)
    if (readFields(head).filter((field) => field.name === name).length !== 1)
      throw new Error(`A composed message must have one ${name} field.`);
  return {
    head: readFields(head).map(({ name, text }) => ({ name, text: readerFields.includes(name) ? null : text })),
    body: cutBody(body, marks),
  };
}

/** A whole message as a form without gaps. */
export function wholeForm(message: Uint8Array): MessageForm<never> {
  const { head, body } = splitMessage(message);
  return { head: readFields(head), body: { texts: [body], gaps: [] } };
}

function splitMessage(message: Uint8Array): { head: string; body: string } {
  const text = asBuffer(message).toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) throw new Error('A message needs a body after its head.');
  return { head: text.slice(0, end), body: text.slice(end + 4) };
}

const readFields = (head: string): readonly { readonly name: string; readonly text: string }[] =>
  head.split(/\r\n(?![ \t])/).map((text) => ({
    name: text
      .slice(0, Math.max(0, text.indexOf(':')))
      .trim()
      .toLowerCase(),
    text,
  }));

function cutBody<Gap>(body: string, marks: ReadonlyMap<string, Gap>): MessageForm<Gap>['body'] {
  const broken = [...marks.keys()].map((mark) => Array.from(mark).join(`(?:${SOFT_BREAK})?`));
  const texts: string[] = [];
  const gaps: Gap[] = [];
  let from = 0;
  for (const match of marks.size === 0 ? [] : body.matchAll(new RegExp(broken.join('|'), 'g'))) {
    const gap = marks.get(match[0].replaceAll(SOFT_BREAK, ''));
    if (gap === undefined) continue;
    texts.push(body.slice(from, match.index));
    gaps.push(gap);
    from = match.index + match[0].length;
  }
  texts.push(body.slice(from));
  return { texts: texts.map((text, i) => endLines(text, { afterGap: i > 0, beforeGap: i < gaps.length })), gaps };
}

/** Puts a soft break where text and value would share a line; the text's own part of that line was within 75. */
function endLines(text: string, { afterGap, beforeGap }: { afterGap: boolean; beforeGap: boolean }): string {
  const started = afterGap && !/^=?\r\n/.test(text) ? SOFT_BREAK + text : text;
  return beforeGap && !started.endsWith('\r\n') ? started + SOFT_BREAK : started;
}
