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
    .filter((known) => known.length >= SHORTEST && Math.abs(known.length - domain.length) <= wrongIn(known))
    .map((known) => ({ known, distance: distanceOf(domain, known, wrongIn(known)) }))
    .filter(({ known, distance }) => distance <= wrongIn(known))
    .toSorted((a, b) => a.distance - b.distance)[0];
  return near && `${address.slice(0, address.lastIndexOf('@'))}@${near.known}`;
}

const wrongIn = (known: string): number => (known.length > LONG ? 2 : 1);

/** Damerau–Levenshtein: letters left out, added, changed, or two that changed places; Infinity once it is more than `most`. */
function distanceOf(a: string, b: string, most: number): number {
  let above: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = nextRow({ a, b, i, row, above });
    // Every visitor may have this computed, so it ends at the first letters of most names.
    if (Math.min(...next) > most) return Infinity;
    above = row;
    row = next;
  }
  return row[b.length] ?? Infinity;
}

interface Step {
  readonly a: string;
  readonly b: string;
  readonly i: number;
  readonly row: readonly number[];
  readonly above: readonly number[];
}

function nextRow({ a, b, i, row, above }: Step): readonly number[] {
  const next = [i];
  let left = i;
  for (let j = 1; j <= b.length; j += 1) {
    const same = a[i - 1] === b[j - 1];
    const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
    const changed = (row[j - 1] ?? Infinity) + (same ? 0 : 1);
    left = Math.min((row[j] ?? Infinity) + 1, left + 1, changed, swapped ? (above[j - 2] ?? Infinity) + 1 : Infinity);
    next.push(left);
  }
  return next;
}
