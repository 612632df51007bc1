import { linesOf } from './decode-bytes.js';
import type { ReadMail } from './read-mail.js';
import { ADDRESS, NAMES_OTHERS, PLACES, WEAK_PLACES, type Place } from './recipient-places.js';

const MAX_RECIPIENTS = 50;

/** The addresses the report names, in its order, as they are written. */
export function namedRecipients(mail: ReadMail, human: string): string[] {
  const header = (mail.header('x-failed-recipients') ?? '').split(/[\s,]+/).filter((part) => part.includes('@'));
  if (header.length > 0) return unique(header).slice(0, MAX_RECIPIENTS);
  const own = ownAddresses(mail);
  const isOther = (address: string) => !own.has(address.toLowerCase());
  const told = firstNamed(PLACES, human, isOther);
  if (told.length > 0) return told;
  const screenNames = nakedNames(mail, human);
  if (screenNames.length > 0) return screenNames;
  const hinted = linesOf(human).filter((line) => !NAMES_OTHERS.test(line));
  const guessed = firstNamed(WEAK_PLACES, hinted.join('\n'), isOther);
  if (guessed.length > 0) return guessed;
  // A mail to oneself that came back.
  return PLACES.filter(({ names }) => names === 'list')
    .flatMap(({ pattern }) => matchesOf(pattern, human))
    .slice(0, 1);
}

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
