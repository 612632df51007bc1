import { Redis } from 'ioredis';
import type { Logger } from '../kernel/logger.js';

/** Connections to one Redis; every one has an error listener and ends with `close`. */
export interface RedisConnections {
  /** For a BullMQ worker: waits for Redis as long as it takes. */
  forWorker(): Redis;
  /** For rings: a command fails at once while Redis is away, and after two seconds of silence. */
  forRings(): Redis;
  /** Cuts all of them, duplicates that BullMQ made included. */
  close(): void;
}

export type RedisAddress = { readonly socket: string } | { readonly url: string };

/** How a connection takes it when Redis is away. */
interface Behaviour {
  readonly maxRetriesPerRequest: number | null;
  readonly enableOfflineQueue: boolean;
  readonly commandTimeout?: number;
}

const RING_TIMEOUT = 2_000;
const RECONNECT_WITHIN = 2_000;

/** Every 50 ms more, up to two seconds, for ever. */
const backOff = (times: number) => Math.min(times * 50, RECONNECT_WITHIN);

export function createRedisConnections({
  address,
  logger,
}: {
  address: RedisAddress;
  logger: Logger;
}): RedisConnections {
  const open = new Set<Redis>();
  const report = createReport(logger);
  const connect = (options: Behaviour) => {
    const settings = { ...options, retryStrategy: backOff };
    const redis =
      'socket' in address ? new Redis({ ...settings, path: address.socket }) : new Redis(address.url, settings);
    return track(redis, open, report);
  };
  return {
    forWorker: () => connect({ maxRetriesPerRequest: null, enableOfflineQueue: true }),
    forRings: () => connect({ maxRetriesPerRequest: 0, enableOfflineQueue: false, commandTimeout: RING_TIMEOUT }),
    close: () => {
      for (const redis of open) endForGood(redis);
    },
  };
}

/** BullMQ duplicates a worker's connection for its blocking reads and loses it when Redis is away: so we keep hold of it. */
function track(redis: Redis, open: Set<Redis>, report: Report): Redis {
  open.add(redis);
  redis.on('error', report.away);
  redis.on('ready', report.back);
  const duplicate = redis.duplicate.bind(redis);
  redis.duplicate = (override) => track(duplicate(override), open, report);
  return redis;
}

interface Report {
  readonly away: (error: Error) => void;
  readonly back: () => void;
}

/** One line when Redis goes and one when it comes back, however many connections feel it. */
function createReport(logger: Logger): Report {
  let isAway = false;
  return {
    away: ({ message }) => {
      if (!isAway) logger.warn('redis.away', { reason: message });
      isAway = true;
    },
    back: () => {
      if (isAway) logger.info('redis.back');
      isAway = false;
    },
  };
}

/** A BullMQ worker that cannot finish its closing would connect again and again. */
function endForGood(redis: Redis): void {
  redis.options.retryStrategy = () => null;
  redis.connect = async () => {
    throw new Error('Connection is closed.');
  };
  redis.disconnect();
}

/** What is wrong with a Redis for our use, as a sentence; undefined when all is well. */
export async function redisFault(redis: Redis): Promise<string | undefined> {
  const memory = await redis.info('memory');
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1];
  if (policy === undefined || policy === 'noeviction') return undefined;
  return `Redis may drop keys when it is full (maxmemory-policy is ${policy}). Set maxmemory-policy noeviction.`;
}
