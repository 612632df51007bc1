import { DAY, type Clock } from '../../kernel/clock.js';
import type { HookStore } from './hook-store.js';

/** Services tell an event again for days at most, and a mail that was read has long left the folder. */
const SEEN_FOR = 30 * DAY;

/** Forgets which events and mails were taken, once nobody tells them again. */
export const createForgetSeen =
  ({ hookStore, clock }: { hookStore: Pick<HookStore, 'forgetSeen'>; clock: Clock }) =>
  async (): Promise<void> =>
    hookStore.forgetSeen(clock.now() - SEEN_FOR);
