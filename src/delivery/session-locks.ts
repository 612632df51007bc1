/**
 * Tells by locks the kernel holds for sender processes which of them still run. No clock, process number or host name
 * takes part: clocks are set, numbers are used again, and containers on one data folder have names of their own.
 */
export interface SessionLocks {
  /** `unknown` when no lock of the session is here: its journal lies on another host's disk, and its lease decides. */
  lifeOf(session: string): 'alive' | 'dead' | 'unknown';
  /** Forgets the lock of a session that has ended. */
  remove(session: string): void;
}
