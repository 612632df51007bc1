import { createHash } from 'node:crypto';
import { DAY, MINUTE } from '../kernel/clock.js';

/** Conditional requests this often cost a publisher next to nothing. */
const INTERVAL = 15 * MINUTE;
const MAX_BACK_OFF = DAY;
/** A feed that is gone for good is fetched again only when somebody asks. */
const STOPPED = 3_650 * DAY;
/** Feeds added together spread out over a tenth of their interval. */
const SPREAD = 0.1;

/** A crash in the middle of a fetch leaves the source due again after this; a fetch ends within 20 seconds. */
export const CLAIM_LEASE = 2 * MINUTE;

export interface FetchResult {
  readonly sourceId: string;
  readonly at: number;
  /** Failures in a row, this one included; 0 after a good fetch. */
  readonly failures: number;
  readonly status: number | null;
  readonly retryAfter: number | null;
}

/** When a source is fetched next: every 15 minutes, after failures at doubled distances up to a day. */
export function nextFetchAt({ sourceId, at, failures, status, retryAfter }: FetchResult): number {
  if (status === 410) return at + STOPPED;
  const backOff = failures === 0 ? INTERVAL : Math.min(INTERVAL * 2 ** Math.min(failures - 1, 10), MAX_BACK_OFF);
  return at + Math.max(Math.round(backOff * (1 + SPREAD * spread(sourceId, at))), retryAfter ?? 0);
}

/** Between -1 and 1, other for each source and time, the same in each repetition. */
function spread(sourceId: string, at: number): number {
  const bytes = createHash('sha256').update(`${sourceId} ${at}`).digest();
  return bytes.readUInt32BE(0) / 0x7fff_ffff - 1;
}
