import { createReconciler, type ReconcileDeps } from '../../src/delivery/reconcile.js';
import { MINUTE } from '../../src/kernel/clock.js';
import { silentLogger } from '../support/determinism.js';
import { type DeliveryWorld } from './delivery-world.js';
import { clearingUp } from './test-sender.js';

/** What a doubt waits for evidence. */
export const DOUBT_WAIT = 15 * MINUTE;

/** One repair round over the ledger and the journals of a world. */
export const repair = async (
  world: DeliveryWorld,
  watched: Partial<Pick<ReconcileDeps, 'bell' | 'logger'>> = {},
): Promise<void> =>
  createReconciler({
    ...clearingUp(world),
    deliveries: world.deliveries,
    issues: world.issues,
    letters: world.letters,
    bell: { ring: () => {} },
    clock: world.clock,
    logger: silentLogger,
    inDoubtWait: DOUBT_WAIT,
    ...watched,
  }).reconcile();
