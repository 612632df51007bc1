/**
 * C0 and C1 controls, and the marks that turn the direction of text after them: a headline must not rearrange the footer.
 * LRM, RLM, ZWJ and ZWNJ stay, Arabic and Persian need them.
 */
const CONTROLS = /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\uffff]/gu;
const LONE_SURROGATES = /\p{Cs}/gu;

/** Text from outside as one line: no controls, single spaces, at most `max` characters, cut between words. */
export function cleanLine(text: string, max: number): string {
  const line = text.replace(CONTROLS, ' ').replace(LONE_SURROGATES, '').replace(/\s+/g, ' ').trim();
  return shorten(line, max);
}

/** The same for a value that may be missing; nothing readable is null. */
export function cleanOrNull(text: string | null, max: number): string | null {
  const line = cleanLine(text ?? '', max);
  return line === '' ? null : line;
}

function shorten(line: string, max: number): string {
  const characters = Array.from(line);
  if (characters.length <= max) return line;
  const cut = characters.slice(0, max - 1).join('');
  const space = cut.lastIndexOf(' ');
  return `${(space > cut.length * 0.6 ? cut.slice(0, space) : cut).replace(/[\s,;:–—-]+$/, '')}…`;
}

/** The URL in its normal form when a mail may link to it: http or https, nothing else. */
export function webUrl(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : null;
}
