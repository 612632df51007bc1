import { parseEmailAddress } from '../kernel/email-address.js';
import { isProvider, providerDomains } from './mail-providers.js';

/** Letters that may be wrong: two in a long name, one in a short one. */
const LONG = 8;
/** Shorter names are like too many others. */
const SHORTEST = 7;

/**
 * The address that was probably meant: `ana@gmial.com` is `ana@gmail.com`. By the typed text alone; undefined for a domain
 * that is known, or like none.
 */
export function suggestAddress(email: string): string | undefined {
  const parsed = parseEmailAddress(email);
  if (parsed === undefined || isProvider(parsed.domain)) return undefined;
  const { address, domain } = parsed;
  const near = providerDomains
    .filter((known) => known.length >= SHORTEST)
    .map((known) => ({ known, distance: distanceOf(domain, known) }))
    .filter(({ known, distance }) => distance <= (known.length > LONG ? 2 : 1))
    .toSorted((a, b) => a.distance - b.distance)[0];
  return near && `${address.slice(0, address.lastIndexOf('@'))}@${near.known}`;
}

/** Damerau–Levenshtein: letters left out, added, changed, or two that changed places. */
function distanceOf(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + (same ? 0 : 1),
          swapped ? at(i - 2, j - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(a.length, b.length);
}
