import { plainTitle } from './plain-text.js';

const MAX_LENGTH = 300;
/** With the links some put around a name. */
const MAX_MARKUP = 2_000;

/** Names for a byline, joined by commas; null when there is none. Bare addresses are no names. */
export function byline(names: readonly (string | undefined)[]): string | null {
  const cleaned = names.map((name) => cleanName(name ?? '')).filter((name) => name !== '');
  const joined = [...new Set(cleaned)].join(', ');
  return joined === '' || joined.length > MAX_LENGTH ? null : joined;
}

function cleanName(text: string): string {
  const name = plainTitle(text.slice(0, MAX_MARKUP)).replace(/^by\s+/i, '');
  /** `desk@example.org (Ana Reyes)` and `Ana Reyes <desk@example.org>` */
  const [, before = '', inBrackets] = /^([^\s(]+)\s*\((.+)\)$/.exec(name) ?? [];
  const named = inBrackets !== undefined && before.includes('@') ? inBrackets : name;
  const withoutAddress = named.replace(/[<([]?[^\s<>()[\]]+[>)\]]?/g, (word) => (isAddress(word) ? '' : word)).trim();
  return /^https?:\/\//i.test(withoutAddress) ? '' : withoutAddress;
}

/** In two steps: one expression for it all takes seconds for a field of `a@a@a@...`. */
const isAddress = (word: string): boolean => word.includes('@') && word.slice(word.lastIndexOf('@')).includes('.');
