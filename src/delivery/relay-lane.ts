import { SECOND } from '../kernel/clock.js';
import { createCircuit, type Circuit } from './circuit.js';
import type { RelayLine } from './mailer.js';
import type { TurnRequest, TurnsDeps } from './turns.js';

/** A relay as this process stands to it. */
export interface Lane extends RelayLine {
  readonly circuit: Circuit;
  readonly limited: boolean;
  /** Turns that have not come back. */
  outstanding: number;
  /** Weight it is owed: see `shareOut`. */
  debt: number;
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

/** Turns beyond the connections keep those busy while the next claim is written. */
const TURNS_PER_CONNECTION = 2;
/** While a relay has no turn for this long, the others need not keep to their share. */
const STEP_ASIDE = 5 * SECOND;
const BUSY_POLL = 50;

export const createLanes = (lines: readonly RelayLine[], deps: Omit<TurnsDeps, 'limits'>): readonly Lane[] =>
  lines.map((line) => ({
    ...line,
    circuit: createCircuit({ ...deps, relay: line.name }),
    limited: line.limit.perSecond !== null || line.limit.perHour !== null,
    outstanding: 0,
    debt: 0,
    emptyUntil: 0,
    aside: false,
  }));

/**
 * Shares `wanted` out by smooth weighted round robin (5, 1, 1 gives a a b a c a a and so on) over the relays that take
 * mail now. A relay that takes none is owed nothing for that time.
 */
export function shareOut(lanes: readonly Lane[], { wanted, letter }: TurnRequest, now: number): readonly Share[] {
  const all = lanes.map((lane) => ({ lane, count: 0, ...roomOf(lane, now) }));
  let open = all.filter(({ room }) => room > 0);
  if (open.length === 0 && letter === true) open = all.map((one) => ({ ...one, room: wanted, probe: false }));
  for (const { lane } of all) if (!open.some((one) => one.lane === lane)) lane.debt = 0;
  for (let left = wanted; left > 0; left -= 1) {
    const next = nextOf(open);
    if (next === undefined) break;
    next.count += 1;
  }
  return open.filter(({ count }) => count > 0);
}

interface OpenLane {
  readonly lane: Lane;
  readonly room: number;
  count: number;
}

function nextOf<T extends OpenLane>(open: readonly T[]): T | undefined {
  const able = open.filter(({ count, room }) => count < room);
  if (able.length <= 1) return able[0];
  for (const { lane } of able) lane.debt += lane.weight;
  const next = able.reduce((best, one) => (one.lane.debt > best.lane.debt ? one : best));
  next.lane.debt -= able.reduce((sum, { lane }) => sum + lane.weight, 0);
  return next;
}

function roomOf(lane: Lane, now: number): { room: number; probe: boolean } {
  if (lane.aside && now < lane.emptyUntil) return { room: 0, probe: false };
  const { messages } = lane.circuit.admits();
  if (messages !== 'all') return { room: messages === 'one' ? 1 : 0, probe: messages === 'one' };
  return { room: Math.max(0, lane.mailer.concurrency * TURNS_PER_CONNECTION - lane.outstanding), probe: false };
}

/** Notes that the limit gives nothing for so long. What was shared out and not given stays owed. */
export function noteEmpty(lane: Lane, { until, now, owed }: { until: number; now: number; owed: number }): void {
  lane.emptyUntil = until;
  lane.aside = until - now > STEP_ASIDE;
  if (!lane.aside) lane.debt += owed;
}

/** Milliseconds until a relay that gives no turn now may give one. */
export function askAgainIn(lane: Lane, now: number): number {
  const { messages, askAgainIn: open } = lane.circuit.admits();
  const wait = Math.max(lane.emptyUntil - now, messages === 'none' ? open : 0);
  return wait > 0 ? wait : BUSY_POLL;
}
