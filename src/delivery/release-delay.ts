import { MINUTE, SECOND } from '../kernel/clock.js';

/** From this many releases on, a delivery is deferred: something about this one delivery breaks the connection. */
export const RELEASES_BEFORE_DEFERRAL = 8;

const LONGEST = 5 * MINUTE;

/**
 * Milliseconds before a delivery that was released uncounted may be claimed again. The first time at once; a delivery
 * that breaks connection after connection steps back behind the others, and each at its own time: what was released
 * together must not be claimed together again, or one that ends its sender takes the others with it every time.
 */
export function releaseDelay(releases: number, subscriberId: string): number {
  if (releases <= 1) return 0;
  const delay = Math.min(2 ** (releases - 1) * SECOND, LONGEST);
  return Math.round(delay * (0.5 + fractionOf(subscriberId)));
}

/** FNV-1a: the same for the same reader, evenly spread from 0 to 1. */
function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}
