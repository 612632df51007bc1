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
  const inBrackets = /^\S+@\S+\s*\((.+)\)$/.exec(name)?.[1] ?? name;
  const withoutAddress = inBrackets.replace(/[<([]?[^\s<>()[\]]+@[^\s<>()[\]]+\.[^\s<>()[\]]+[>)\]]?/g, '').trim();
  return /^https?:\/\//i.test(withoutAddress) ? '' : withoutAddress;
}
