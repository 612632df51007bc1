import { DAY, HOUR, type Clock } from '../../kernel/clock.js';
import type { HookStore } from './hook-store.js';

/** Services tell an event again for days at most, and a mail that was read has long left the folder. */
const SEEN_FOR = 30 * DAY;

/** A request is refused as too old when its time is over; somewhat later, because clocks are set back. */
const REQUESTS_FOR = HOUR;

/** Forgets which requests, events and mails were taken, once nobody can tell them again. */
export const createForgetSeen =
  ({ hookStore, clock }: { hookStore: Pick<HookStore, 'forgetSeen'>; clock: Clock }) =>
  async (): Promise<void> =>
    hookStore.forgetSeen({ taken: clock.now() - SEEN_FOR, until: clock.now() - REQUESTS_FOR });
