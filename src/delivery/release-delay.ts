import { MINUTE, SECOND } from '../kernel/clock.js';

/** From this many releases on, a delivery is deferred: something about this one delivery breaks the connection. */
export const RELEASES_BEFORE_DEFERRAL = 8;

/**
 * Milliseconds before a delivery that was released uncounted may be claimed again. The first time at once; a delivery
 * that breaks connection after connection steps back behind the others.
 */
export const releaseDelay = (releases: number): number =>
  releases <= 1 ? 0 : Math.min(2 ** (releases - 1) * SECOND, 5 * MINUTE);
