import { createHash } from 'node:crypto';
import { DAY, HOUR, MINUTE, SECOND } from '../kernel/clock.js';
import type { FeedManners } from './feed-manners.js';

/** Conditional requests this often cost a publisher next to nothing. */
const INTERVAL = 15 * MINUTE;
/** Whatever a publisher or our own failures ask for: news is looked for once a day. */
const LONGEST = DAY;
/** Sources added together spread out over a tenth of their interval. */
const SPREAD = 0.1;
const WEEK_OF_HOURS = 7 * 24;

/** However often a hub says that there is news, the publisher is asked once a minute. */
export const PUSHED_DISTANCE = MINUTE;

/** A crash in the middle of a fetch leaves the source due again after this; a fetch ends within half a minute. */
export const CLAIM_LEASE = 2 * MINUTE;

interface GoodFetch {
  readonly sourceId: string;
  readonly at: number;
  readonly manners: FeedManners | null;
  readonly headers: Readonly<Record<string, string>>;
  /** A hub tells us what is new: looking is a safety net. */
  readonly pushed?: boolean;
}

/** After a good fetch: in 15 minutes or when the publisher likes it better, at most a day; not in hours it asked to skip. */
export function nextFetchAt({ sourceId, at, manners, headers, pushed = false }: GoodFetch): number {
  const wished = Math.max(freshFor(headers), manners?.interval ?? 0, pushed ? LONGEST : 0);
  const interval = Math.min(Math.max(INTERVAL, wished), LONGEST);
  const share = spread(sourceId, at);
  return afterSkipped(at + Math.round(interval * (1 + SPREAD * share)), manners, share);
}

interface FailedFetch {
  readonly sourceId: string;
  readonly at: number;
  /** Failures in a row, this one included. */
  readonly failures: number;
  /** Milliseconds, from Retry-After. */
  readonly retryAfter: number | null;
}

/** After a failure: at doubled distances up to a day, and not before the server wants it. */
export function nextTryAt({ sourceId, at, failures, retryAfter }: FailedFetch): number {
  const backOff = Math.min(INTERVAL * 2 ** Math.min(failures - 1, 10), LONGEST);
  return at + Math.max(Math.round(backOff * (1 + SPREAD * spread(sourceId, at))), retryAfter ?? 0);
}

/** RFC 9111 5.2.2.1 and 5.1: what is left of `max-age`, milliseconds. */
function freshFor(headers: Readonly<Record<string, string>>): number {
  const [, seconds = '0'] = /(?:^|[\s,])max-age="?(\d{1,9})/i.exec(headers['cache-control'] ?? '') ?? [];
  const age = /^\d{1,9}$/.exec(headers['age']?.trim() ?? '')?.[0] ?? '0';
  return Math.max(0, Number(seconds) - Number(age)) * SECOND;
}

/** The first moment no hour or day of which the publisher asked to skip; who skips everything is not believed. */
function afterSkipped(next: number, manners: FeedManners | null, share: number): number {
  if (manners === null) return next;
  for (let hour = 0; hour < WEEK_OF_HOURS; hour++) {
    const start = (Math.floor(next / HOUR) + hour) * HOUR;
    if (!isSkipped(start, manners)) return hour === 0 ? next : start + Math.round(share * INTERVAL);
  }
  return next;
}

/** 1 January 1970 was a Thursday. */
const isSkipped = (hour: number, { skipHours, skipDays }: FeedManners): boolean =>
  skipHours.includes(Math.floor(hour / HOUR) % 24) || skipDays.includes(((Math.floor(hour / DAY) + 3) % 7) + 1);

/** Between 0 and 1, other for each source and time, the same in each repetition. Never less: a wish is a least. */
function spread(sourceId: string, at: number): number {
  return createHash('sha256').update(`${sourceId} ${at}`).digest().readUInt32BE(0) / 0xffff_ffff;
}
