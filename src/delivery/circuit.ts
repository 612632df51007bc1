import { SECOND } from '../kernel/clock.js';
import type { Logger } from '../kernel/logger.js';
import type { Ticks } from '../kernel/ticks.js';

/** Milliseconds between tries while a relay is in trouble: doubled from `first` up to `most`. */
export interface BackOff {
  readonly first: number;
  readonly most: number;
  /** For a relay a person has to look after: a wrong password, a block. */
  readonly takenOut: number;
}

export const BACK_OFF: BackOff = { first: SECOND, most: 60 * SECOND, takenOut: 600 * SECOND };

/** Keeps a process from hammering one relay that is in trouble. */
export interface Circuit {
  /** How many messages may be tried now, and in how many milliseconds to ask again when none may. */
  admits(): { readonly messages: 'all' | 'one' | 'none'; readonly askAgainIn: number };
  /** A message is under way that tells whether the trouble is over. */
  probing(): void;
  /** The probe came back, or was not sent after all. */
  probed(): void;
  failed(reason: string): void;
  /** True when it ends a trouble. */
  succeeded(probe: boolean): boolean;
  /** For a refusal that holds for every message until a person acts. False when it was out already. */
  takeOut(reason: string): boolean;
  isOut(): boolean;
  /** What the relay said last, while it is in trouble. */
  trouble(): string | undefined;
}

interface CircuitDeps {
  readonly relay: string;
  readonly backOff: BackOff;
  readonly ticks: Ticks;
  readonly logger: Logger;
}

export function createCircuit({ relay, backOff, ticks, logger }: CircuitDeps): Circuit {
  let failures = 0;
  let closedAgainAt = 0;
  let out = false;
  let probe = false;
  let said: string | undefined;
  const open = (delay: number, reason: string) => {
    closedAgainAt = ticks.now() + delay;
    said = reason;
    logger.warn('relay.trouble', { relay, reason, retryInMs: delay });
  };
  return {
    admits: () => {
      const askAgainIn = Math.max(0, closedAgainAt - ticks.now());
      if (askAgainIn > 0) return { messages: 'none', askAgainIn };
      if (failures === 0) return { messages: 'all', askAgainIn };
      return probe ? { messages: 'none', askAgainIn: PROBE_POLL } : { messages: 'one', askAgainIn };
    },
    probing: () => {
      probe = true;
    },
    probed: () => {
      probe = false;
    },
    failed: (reason) => {
      // Sends that were under way together fail together: that is one failure.
      if (ticks.now() < closedAgainAt) return;
      failures += 1;
      open(out ? backOff.takenOut : Math.min(backOff.first * 2 ** (failures - 1), backOff.most), reason);
    },
    succeeded: (wasProbe) => {
      // A connection from before says nothing about a password that is refused now.
      if (failures === 0 || (out && !wasProbe)) return false;
      logger.info('relay.recovered', { relay, failures });
      failures = 0;
      closedAgainAt = 0;
      out = false;
      said = undefined;
      return true;
    },
    takeOut: (reason) => {
      const first = !out;
      if (first || ticks.now() >= closedAgainAt) {
        failures += 1;
        open(backOff.takenOut, reason);
      }
      out = true;
      return first;
    },
    isOut: () => out,
    trouble: () => said,
  };
}

/** Milliseconds after which the outcome of a probe is looked for. */
const PROBE_POLL = 100;
