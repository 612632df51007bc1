import { SECOND } from '../kernel/clock.js';
import type { Logger } from '../kernel/logger.js';
import type { Ticks } from '../kernel/ticks.js';
import { createCircuit, type BackOff, type Circuit } from './circuit.js';
import { createHandful, type Handful } from './handful.js';
import type { RelayLine } from './mailer.js';

export interface LaneDeps {
  readonly ticks: Ticks;
  readonly backOff: BackOff;
  readonly logger: Logger;
}

export interface TurnRequest {
  readonly wanted: number;
  /** A letter goes before issues, and is tried even while every relay is in trouble. */
  readonly letter?: boolean;
}

/** A relay as this process stands to it. */
export interface Lane extends RelayLine {
  readonly circuit: Circuit;
  readonly limited: boolean;
  readonly handful: Handful;
  /** Turns that have not come back. */
  outstanding: number;
  /** Messages given to it, by its weight: the one with the least is next. */
  served: number;
  /** Ticks; its limit gives nothing before. */
  emptyUntil: number;
  /** The others take its share until then. */
  aside: boolean;
}

/** A part of the wanted turns for one relay. `probe`: the one message that tells whether its trouble is over. */
export interface Share {
  readonly lane: Lane;
  readonly count: number;
  readonly probe: boolean;
}

/** A process works two batches at once, so that the end of one leaves no connection idle. */
const BATCHES = 2;
/** While a relay has no turn for this long, the others need not keep to their share. */
const STEP_ASIDE = 5 * SECOND;
const BUSY_POLL = 50;

export const createLanes = (lines: readonly RelayLine[], deps: LaneDeps): readonly Lane[] =>
  lines.map((line) => ({
    ...line,
    circuit: createCircuit({ ...deps, relay: line.name }),
    limited: line.limit.perSecond !== null || line.limit.perHour !== null,
    handful: handfulOf(line, deps),
    outstanding: 0,
    served: 0,
    emptyUntil: 0,
    aside: false,
  }));

/** A mailer's connections can have more in hand once it knows its relay. */
function handfulOf({ mailer }: RelayLine, { ticks }: LaneDeps): Handful {
  const handful = createHandful({ least: mailer.concurrency, ticks });
  return { ...handful, size: () => Math.max(handful.size(), mailer.concurrency) };
}

/**
 * Shares `wanted` out by weight over the relays that take mail now. A relay that takes none is owed nothing for that
 * time.
 */
export function shareOut(lanes: readonly Lane[], { wanted, letter }: TurnRequest, now: number): readonly Share[] {
  const all = lanes.map((lane) => ({ lane, count: 0, ...roomOf(lane, now) }));
  const able = all.filter(({ room }) => room > 0);
  const open = able.length > 0 || letter !== true ? able : all.map((one) => ({ ...one, room: wanted, probe: false }));
  const most = Math.max(...open.map(({ lane }) => lane.served));
  for (const { lane } of all) if (!open.some((one) => one.lane === lane)) lane.served = Math.max(lane.served, most);
  const [only] = open;
  if (only !== undefined && open.length === 1) serve(only, Math.min(wanted, only.room));
  else
    for (let left = wanted; left > 0; left -= 1) {
      const next = nextOf(open);
      if (next === undefined) break;
      serve(next, 1);
    }
  return open.filter(({ count }) => count > 0);
}

function serve(share: { lane: Lane; count: number }, count: number): void {
  share.count += count;
  share.lane.served += count / share.lane.weight;
}

const nextOf = <T extends { lane: Lane; room: number; count: number }>(open: readonly T[]): T | undefined =>
  open
    .filter(({ count, room }) => count < room)
    .reduce<T | undefined>(
      (best, one) => (best === undefined || isBefore(one.lane, best.lane) ? one : best),
      undefined,
    );

const isBefore = (one: Lane, other: Lane): boolean => one.served + 1 / one.weight < other.served + 1 / other.weight;

function roomOf(lane: Lane, now: number): { room: number; probe: boolean } {
  if (lane.aside && now < lane.emptyUntil) return { room: 0, probe: false };
  const { messages } = lane.circuit.admits();
  if (messages !== 'all') return { room: messages === 'one' ? 1 : 0, probe: messages === 'one' };
  // While it waits for its limit, it keeps its share, and the pace is its own.
  if (now < lane.emptyUntil) return { room: Infinity, probe: false };
  return { room: Math.max(0, lane.handful.size() * BATCHES - lane.outstanding), probe: false };
}

/** Notes that the limit gives nothing for so long; the messages it did not give stay the relay's own. */
export function noteEmpty(lane: Lane, { until, now, refused }: { until: number; now: number; refused: number }): void {
  lane.emptyUntil = until;
  lane.aside = until - now > STEP_ASIDE;
  lane.served -= refused / lane.weight;
}

/** Milliseconds until a relay that gives no turn now may give one. */
export function askAgainIn(lane: Lane, now: number): number {
  const { messages, askAgainIn: open } = lane.circuit.admits();
  const wait = Math.max(lane.emptyUntil - now, messages === 'none' ? open : 0);
  return wait > 0 ? wait : BUSY_POLL;
}
