import { DELAYED, looksLikeBounce, saysDelivered } from './bounce-signs.js';
import { linesOf } from './decode-bytes.js';
import type { ReadMail } from './read-mail.js';
import { findStatus } from './status-codes.js';
import type { RawReport } from './report.js';
import { ADDRESS, ALIAS } from './recipient-places.js';
import { namedRecipients } from './text-recipients.js';
import { withoutReturned } from './without-returned.js';

/**
 * Bounces that are text for people. Half of the real ones are (measured on two public collections). The words differ per
 * server; what they share is an address at the start of a line or after a phrase, and the server's answer below it.
 */
export function readTextBounce(mail: ReadMail): RawReport[] {
  const human = withoutReturned(mail.text);
  if (!looksLikeBounce(mail, human)) return [];
  const action = saysDelivered(human) ? 'delivered' : DELAYED.test(human) ? 'delayed' : 'failed';
  const found = namedRecipients(mail, human);
  const recipients: readonly (string | null)[] = found.length > 0 ? found : [returnedRecipient(mail)];
  const blockFor = blocksOf(recipients, human);
  const reports = recipients.map((recipient) => {
    const block = recipient === null ? human : (ownLines(recipient, human) ?? blockFor(recipient));
    return {
      recipient,
      action,
      status: findStatus(block) ?? null,
      diagnostic: serverWords(block),
      context: recipients.length === 1 ? withoutVerdicts(human) : block,
    };
  });
  return [...reports, ...mailedAs(reports, human)];
}

/** The report about an address is one about the alias that led to it, too: that is whom we mailed. */
function mailedAs(reports: readonly RawReport[], human: string): RawReport[] {
  const lower = human.toLowerCase();
  return [...human.matchAll(new RegExp(ALIAS, 'gim'))].slice(0, MAX_ALIASES).flatMap((match) => {
    const alias = match[1] ?? '';
    const before = ({ recipient }: RawReport) => lower.lastIndexOf(recipient?.toLowerCase() ?? '\0', match.index);
    const [above] = reports.filter((report) => before(report) >= 0).toSorted((a, b) => before(b) - before(a));
    const isKnown = reports.some(({ recipient }) => recipient?.toLowerCase() === alias.toLowerCase());
    return above === undefined || isKnown ? [] : [{ ...above, recipient: alias }];
  });
}

const MAX_ALIASES = 20;

/** Whom the returned message was for. */
export function returnedRecipient(mail: ReadMail): string | null {
  const returned = mail.parts.find((part) => /^message\/rfc822|rfc822-headers/.test(part.type))?.text ?? mail.text;
  const to = /^To:\s*(.+)$/im.exec(returned)?.[1] ?? '';
  return new RegExp(ADDRESS).exec(to)?.[0] ?? null;
}

/**
 * `550 5.1.1 <a@b>... User unknown`: the transcript's last word about an address. Sendmail says so after any 550, so what the
 * server answered just above it (`<<< `) goes before.
 */
function ownLines(recipient: string, human: string): string | undefined {
  const word = `<${recipient.toLowerCase()}>...`;
  const lines = linesOf(human);
  const own = lines.findIndex(
    (line) => REPLY_LINE.test(line) && line.slice(0, REPLY_LINE_LENGTH).toLowerCase().includes(word),
  );
  if (own < 0) return undefined;
  const before = lines.slice(Math.max(0, own - MAX_ANSWER_LINES), own);
  const answered = before.slice(before.findLastIndex((line) => !/^[ \t]*<<< /.test(line)) + 1);
  if (answered.length === 0) return lines[own];
  const asked = lines[own - answered.length - 1] ?? '';
  return [/^[ \t]*>>> /.test(asked) ? asked : '', ...answered].join('\n');
}

const MAX_ANSWER_LINES = 20;
const REPLY_LINE = /^[ \t]{0,16}[45]\d\d (?:[45]\.\d{1,3}\.\d{1,3} )?</;
/** A code, an enhanced code, and the longest path of RFC 5321 4.5.3.1.3. */
const REPLY_LINE_LENGTH = 280;

/** Without the words Sendmail adds to a server's answer of its own: they say "User unknown" after any 550. */
export const withoutVerdicts = (text: string): string =>
  text.replace(
    /^([ \t]*<<< [45]\d\d.{0,998}\r?\n)[45]\d\d (?:[45]\.\d\.\d{1,3} )?<[^<>\r\n]{1,320}>\.\.\. .{0,998}$/gm,
    '$1',
  );

/**
 * The lines that belong to one of several recipients: from a line with its address to the next one with another's. Where it
 * is named several times, what a server answered goes before; a list of bare addresses shares what the report says.
 */
export function blocksOf(all: readonly (string | null)[], human: string): (recipient: string) => string {
  const names = new Set(all.flatMap((name) => (name === null ? [] : [name.toLowerCase()])));
  const lines = linesOf(human).map((line) => {
    const lower = line.toLowerCase();
    return { line, named: [...names].filter((name) => lower.includes(name)) };
  });
  const first = lines.findIndex(({ named }) => named.length > 0);
  const before = lines.slice(0, Math.max(0, first)).map(({ line }) => line);
  const shared = before.find((line) => ANSWER.test(line));
  return (recipient) => {
    const own = recipient.toLowerCase();
    const blocks = ownBlocks(own, lines);
    return (
      blocks.find((block) => ANSWER.test(block)) ?? shared ?? blocks.find((block) => saysMore(block, own)) ?? human
    );
  };
}

function ownBlocks(
  own: string,
  lines: readonly { readonly line: string; readonly named: readonly string[] }[],
): string[] {
  const blocks: string[][] = [];
  let isOwn = false;
  for (const { line, named } of lines) {
    const begins = !isOwn && named.includes(own);
    isOwn = named.includes(own) || (isOwn && named.length === 0);
    if (begins) blocks.push([]);
    if (isOwn) blocks.at(-1)?.push(line);
  }
  return blocks.map((block) => block.join('\n'));
}

const ANSWER = /(?:^|[\s'(])[45]\d\d[ :-]|(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])/;
/** Words beside the address and rules of dashes. */
const saysMore = (block: string, own: string): boolean =>
  /\p{L}{2}/u.test(
    block
      .toLowerCase()
      .replaceAll(own, '')
      .replace(/^.*-{3,}.*$/gm, ''),
  );

/** The line a server answered with, when there is one, else the first words of the block. */
function serverWords(block: string): string {
  const lines = linesOf(block).map((line) => line.trim());
  const reply = lines.find((line) => /(?:^|\s|')[45]\d\d[ :-]/.test(line)) ?? lines.find((line) => findStatus(line));
  return (reply ?? lines.filter((line) => line !== '').join(' ')).slice(0, MAX_DIAGNOSTIC);
}

const MAX_DIAGNOSTIC = 500;
