import { linesOf } from './decode-bytes.js';
import type { ReadMail } from './read-mail.js';
import { ADDRESS, LABELS_OTHERS, namesOthers, PLACES, SENTENCES, WEAK_PLACES, type Place } from './recipient-places.js';

const MAX_RECIPIENTS = 50;

/** The addresses the report names, in its order, as they are written. */
export function namedRecipients(mail: ReadMail, text: string): string[] {
  const failed = mail.headers('x-failed-recipients').flatMap(addressesIn);
  if (failed.length > 0) return unique(failed).slice(0, MAX_RECIPIENTS);
  const own = ownAddresses(mail);
  const isOther = (address: string) => !own.has(address.toLowerCase());
  const human = withoutLabelled(text);
  const told = firstNamed(PLACES, human, isOther);
  if (told.length > 0) return told;
  const hinted = linesOf(human)
    .filter((line) => !namesOthers(line))
    .join('\n');
  const said = firstNamed(SENTENCES, hinted, isOther);
  if (said.length > 0) return said;
  const screenNames = nakedNames(mail, human);
  if (screenNames.length > 0) return screenNames;
  const guessed = firstNamed(WEAK_PLACES, hinted, isOther);
  if (guessed.length > 0) return guessed;
  // A mail to oneself that came back.
  return PLACES.filter(({ names }) => names === 'list')
    .flatMap(({ pattern }) => matchesOf(pattern, human))
    .slice(0, 1);
}

/** A line under the label of somebody else is theirs. */
const withoutLabelled = (text: string): string =>
  linesOf(text)
    .filter((_line, index, lines) => !LABELS_OTHERS.test(lines[index - 1] ?? ''))
    .join('\n');

/** Also names of a server's own network, which have no dot. */
const addressesIn = (value: string): string[] =>
  value.match(new RegExp(ADDRESS, 'g')) ?? value.split(/[\s,<>]+/).filter((part) => part.includes('@'));

/** What the strongest kind of place names. */
function firstNamed(places: readonly Place[], human: string, isOther: (address: string) => boolean): string[] {
  for (const { pattern, names } of places) {
    const found = matchesOf(pattern, human).filter(isOther);
    if (found.length > 0) return found.slice(0, names === 'one' ? 1 : MAX_RECIPIENTS);
  }
  return [];
}

const matchesOf = (pattern: RegExp, human: string): string[] =>
  unique([...human.matchAll(pattern)].map((match) => match.slice(1).find((group) => group !== undefined) ?? '')).filter(
    (address) => !/^(?:mailer-daemon|postmaster)@/i.test(address),
  );

/** Providers that name their own customers without the domain: `could not be delivered ...:` and a name a line. */
function nakedNames(mail: ReadMail, human: string): string[] {
  const domain = /@([\w.-]+\.[a-z]{2,})>?\s*$/i.exec(mail.from.trim())?.[1];
  const lines = linesOf(human);
  const start = lines.findIndex((line) => INTRODUCES_NAMES.test(line));
  if (domain === undefined || start < 0) return [];
  const listed = lines.slice(start + 1, start + 1 + MAX_RECIPIENTS);
  const first = listed.findIndex(
    (line, index) => isName(line) && (listed[index - 1] ?? ':').trim().match(/^$|:$/) !== null,
  );
  if (first < 0) return [];
  const end = listed.findIndex((line, index) => index > first && !isName(line));
  const names = listed.slice(first, end < 0 ? undefined : end).map((line) => NAME.exec(line)?.[1] ?? '');
  return unique(names.map((name) => `${name}@${domain}`));
}

const INTRODUCES_NAMES = /following recipients?|to the following|did not receive/i;
/** Alone on its line, or with a reason in brackets or after a gap. */
const NAME = /^[ \t]*([\w.+-]{2,64})(?:[ \t]*\([^()]{1,200}\)|[ \t]{2,}\S.{0,200})?[ \t]*$/;
const isName = (line: string): boolean => NAME.test(line);

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
