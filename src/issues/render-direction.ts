export type Direction = 'ltr' | 'rtl';

/** Languages whose everyday script runs from right to left, unless a script subtag says otherwise. */
const RTL_LANGUAGES = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'iw', 'ji', 'ps', 'sd', 'syr', 'ug', 'ur', 'yi']);
const RTL_SCRIPTS = new Set(['adlm', 'arab', 'hebr', 'nkoo', 'rohg', 'syrc', 'thaa']);

/** The writing direction of a BCP 47 tag: `ar` and `az-Arab` are rtl, `ur-Latn` is ltr. */
export function textDirection(language: string): Direction {
  const [base = '', ...rest] = language.toLowerCase().split('-');
  const script = rest.find((part) => part.length === 4 && /^[a-z]+$/.test(part));
  return (script === undefined ? RTL_LANGUAGES.has(base) : RTL_SCRIPTS.has(script)) ? 'rtl' : 'ltr';
}
