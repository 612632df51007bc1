import type { Clock } from '../kernel/clock.js';
import type { Mailer, RelayLine } from './mailer.js';
import type { PaceStore } from './pace-store.js';
import {
  askAgainIn,
  createLanes,
  noteEmpty,
  shareOut,
  type Lane,
  type LaneDeps,
  type Share,
  type TurnRequest,
} from './relay-lane.js';
import { createWaker } from './waker.js';

/** Leave to send one message over one relay now. */
export interface Turn {
  readonly relay: string;
  readonly send: Mailer['send'];
  failed(reason: string): void;
  succeeded(): void;
  /** The relay refuses everything until a person acts. `last`: there is no other to send over, so nothing is changed. */
  takeOut(reason: string): 'first' | 'again' | 'last';
}

export interface TakenTurns {
  readonly turns: readonly Turn[];
  /** Milliseconds after which to ask again when there are none. */
  readonly askAgainIn: number;
}

/** Shares the relays out: by weight among those that work, within what each allows the whole installation. */
export interface Turns {
  /** How many deliveries of a batch are worth having in hand now. */
  inHand(): number;
  /** Turns to be used at once. Each comes back by `giveBack`, used or not. */
  take(request: TurnRequest): Promise<TakenTurns>;
  /** Never throws: a turn that is lost makes the relay a message slower. */
  giveBack(turns: readonly Turn[]): Promise<void>;
  /** Waits so long, or until a relay is back. */
  rest(milliseconds: number): Promise<void>;
  /** What the relays say while none of them takes anything. */
  trouble(): string | undefined;
}

export interface Limits {
  readonly pace: PaceStore;
  readonly clock: Clock;
}

export interface TurnsDeps extends LaneDeps {
  /** Needed where a relay has a limit. */
  readonly limits: Limits | undefined;
}

interface TurnState {
  readonly lane: Lane;
  readonly probe: boolean;
  used: boolean;
}

export function createTurns(lines: readonly RelayLine[], deps: TurnsDeps): Turns {
  const { ticks, logger, limits = NO_LIMITS } = deps;
  const lanes = createLanes(lines, deps);
  const waker = createWaker(ticks);
  const states = new WeakMap<Turn, TurnState>();
  const open = ({ lane, probe }: Share): Turn => {
    const state = { lane, probe, used: false };
    const turn = openTurn(lanes, state, waker.wake);
    lane.outstanding += 1;
    if (probe) lane.circuit.probing();
    states.set(turn, state);
    return turn;
  };
  return {
    inHand: () => lanes.reduce((sum, { handful }) => sum + handful.size(), 0),
    take: async (request) => {
      const now = ticks.now();
      const shares = await pay(shareOut(lanes, request, now), request, { limits, now });
      const turns = shares.flatMap((share) => Array.from({ length: share.count }, () => open(share)));
      return { turns, askAgainIn: turns.length > 0 ? 0 : Math.min(...lanes.map((lane) => askAgainIn(lane, now))) };
    },
    giveBack: async (turns) => {
      const unused = turns.flatMap((turn) => {
        const state = states.get(turn);
        if (state === undefined || !states.delete(turn)) return [];
        return settle(state) ? [state.lane] : [];
      });
      if (unused.length === 0) return;
      const back = lanes.map((lane) => ({ limit: lane.limit, count: unused.filter((one) => one === lane).length }));
      try {
        await limits.pace.giveBack(
          back.filter(({ count }) => count > 0),
          limits.clock.now(),
        );
      } catch (error) {
        logger.warn('turns.not-given-back', { error: String(error) });
      }
    },
    rest: async (milliseconds) => waker.rest(milliseconds),
    trouble: () => {
      const troubles = lanes.map(({ circuit }) => circuit.trouble());
      return troubles.includes(undefined) ? undefined : troubles.join('; ');
    },
  };
}

function openTurn(lanes: readonly Lane[], state: TurnState, wake: () => void): Turn {
  const { lane, probe } = state;
  return {
    relay: lane.name,
    send: async (message, beforeBody, turnBy) => {
      state.used = true;
      const outcome = await lane.mailer.send(message, beforeBody, turnBy);
      return { ...outcome, relay: lane.name };
    },
    failed: (reason) => lane.circuit.failed(reason),
    succeeded: () => {
      if (lane.circuit.succeeded(probe)) wake();
    },
    takeOut: (reason) => {
      if (!lanes.some((other) => other !== lane && !other.circuit.isOut())) return 'last';
      return lane.circuit.takeOut(reason) ? 'first' : 'again';
    },
  };
}

/** Takes a turn back; true when its limit is owed one. */
function settle({ lane, probe, used }: TurnState): boolean {
  lane.outstanding -= 1;
  if (probe) lane.circuit.probed();
  if (used) lane.handful.answered();
  return !used && lane.limited;
}

/** With a limit, asked no oftener than this, so that a commit hands out many turns. */
const LEAST_WAIT = 100;

/** Cuts the shares down to what the relays' limits allow. */
async function pay(
  shares: readonly Share[],
  { letter = false }: TurnRequest,
  { limits, now }: { limits: Limits; now: number },
): Promise<readonly Share[]> {
  const asking = shares.filter(({ lane }) => lane.limited && now >= lane.emptyUntil);
  if (!shares.some(({ lane }) => lane.limited)) return shares;
  const asks = asking.map(({ lane, count }) => ({ limit: lane.limit, wanted: count, letter }));
  const grants = asks.length > 0 ? await limits.pace.take(asks, limits.clock.now()) : [];
  return shares.flatMap((share) => {
    const { lane, count } = share;
    if (!lane.limited) return [share];
    const grant = grants[asking.indexOf(share)];
    const granted = grant?.granted ?? 0;
    const until = grant === undefined ? lane.emptyUntil : now + Math.max(LEAST_WAIT, grant.askAgainIn);
    if (granted < count) noteEmpty(lane, { until, now, refused: count - granted });
    return granted > 0 ? [{ ...share, count: granted }] : [];
  });
}

const NO_LIMITS: Limits = {
  clock: { now: () => 0 },
  pace: {
    take: async () => {
      throw new Error('A relay has a limit, and nothing keeps count of it.');
    },
    giveBack: async () => {},
  },
};
