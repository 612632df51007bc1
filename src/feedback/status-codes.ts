import type { BounceClass } from './report.js';

export interface CodeMeaning {
  readonly class: Extract<BounceClass, 'hard' | 'soft'>;
  readonly reason: string;
}

const hard = (reason: string): CodeMeaning => ({ class: 'hard', reason });
const soft = (reason: string): CodeMeaning => ({ class: 'soft', reason });

/**
 * RFC 3463, RFC 5248 and the IANA registry, read as a list owner must: subject.detail to meaning. Only codes that say the
 * address itself will never work are hard, and only with class digit 5 (a 4.1.1 may be a grey list).
 */
const MEANINGS: Readonly<Record<string, CodeMeaning>> = {
  '1.1': hard('unknown-user'),
  '1.2': hard('unknown-host'),
  '1.3': hard('unknown-user'),
  '1.4': soft('ambiguous'),
  '1.6': hard('moved'),
  '1.7': soft('sender-rejected'),
  '1.8': soft('sender-rejected'),
  '1.10': hard('no-mail-host'),
  '1.351': hard('unknown-user'),
  '2.1': soft('disabled'),
  '2.2': soft('mailbox-full'),
  '2.3': soft('too-big'),
  '2.4': soft('list-expansion'),
  '3.2': soft('not-accepting'),
  '3.4': soft('too-big'),
  '4.4': hard('unknown-host'),
  '4.6': soft('loop'),
  '4.7': soft('expired'),
  '5.3': soft('too-many-recipients'),
  '6.7': soft('needs-smtputf8'),
  '7.13': soft('disabled'),
  '7.17': hard('moved'),
  '7.18': hard('moved'),
  '7.25': soft('no-ptr'),
  '7.28': soft('rate'),
  '7.509': soft('auth-failed'),
  '7.515': soft('auth-failed'),
  '7.606': soft('blocked'),
  '7.650': soft('blocked'),
};

/** What the first number says when the pair is not in the table. */
const SUBJECTS: Readonly<Record<string, CodeMeaning>> = {
  '1': soft('address'),
  '2': soft('mailbox'),
  '3': soft('system'),
  '4': soft('network'),
  '5': soft('protocol'),
  '6': soft('content'),
  '7': soft('policy'),
};

/** Codes of DKIM, SPF, DMARC and ARC failures: about us, for every reader alike. */
const AUTH_FAILED = new Set(['7.20', '7.21', '7.22', '7.23', '7.24', '7.26', '7.27', '7.29']);

/** What an enhanced code means; undefined for none, x.0.0 and successes. */
export function meaningOf(status: string | null): CodeMeaning | undefined {
  const [kind, subject = '', detail = ''] = (status ?? '').split('.');
  if (kind !== '4' && kind !== '5') return undefined;
  const pair = `${subject}.${detail}`;
  const meaning = AUTH_FAILED.has(pair) ? soft('auth-failed') : (MEANINGS[pair] ?? SUBJECTS[subject]);
  return kind === '4' && meaning?.class === 'hard' ? soft(meaning.reason) : meaning;
}

/** True when the code says more than "something failed". */
export const isSpecific = (status: string | null): boolean => status !== null && !/^[245]\.0\.0$/.test(status);

/** A code standing alone or after `#` or a bracket; never a piece of an IP address or a version. */
const STATUS = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d]|\.\d)/g;

/**
 * The most telling enhanced code in a text: the first that is not x.0.0. A code right after a reply code comes first; a success,
 * which transcripts have for other commands, last.
 */
export function findStatus(text: string): string | undefined {
  const afterReply = /(?:^|[\s'"#(:<-])[45]\d\d[ -]+#?([45]\.\d{1,3}\.\d{1,3})(?![\d]|\.\d)/.exec(text)?.[1];
  if (afterReply !== undefined && isSpecific(afterReply)) return afterReply;
  const codes = [...text.matchAll(STATUS)].map((match) => match[1] ?? '');
  const failures = codes.filter((code) => !code.startsWith('2'));
  return failures.find(isSpecific) ?? failures[0] ?? codes[0];
}
