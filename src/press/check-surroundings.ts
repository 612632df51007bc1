import { setTimeout as sleep } from 'node:timers/promises';
import { createRedisConnections, redisFault } from '../adapters/redis-connections.js';
import { lockFolder, type FolderLock } from '../adapters/system-lock.js';
import { freePort, portFault } from '../adapters/system-ports.js';
import { keepLocalPorts, readLocalPorts } from '../config-files.js';
import type { Config } from '../config.js';
import type { Logger } from '../kernel/logger.js';
import { PressRefusal } from './press-refusal.js';

/** Makes the data folder ours: two Pressruns on one ledger would each believe in their own senders. */
export function takeFolder({ dataDir }: Config): FolderLock {
  const lock = lockFolder(dataDir);
  if ('release' in lock) return lock;
  throw new PressRefusal(
    `Another Pressrun (process ${lock.takenBy}) works on ${dataDir}. Stop it, or set DATA_DIR to another folder.`,
  );
}

/**
 * Asked before anything starts: a child that finds its port taken could only say so among many lines.
 * @param freeWithin milliseconds a taken port may take to become free: the processes of a killed supervisor still end
 */
export async function refuseTakenPorts({ web, inbound }: Config, freeWithin = 0): Promise<void> {
  const deadline = performance.now() + freeWithin;
  const faultOf = async (host: string, port: number) => lastingFault(host, port, deadline);
  const fault = await faultOf(web.host, web.port);
  if (fault !== undefined) throw new PressRefusal(`PORT or HOST: ${fault}. Right: PORT=${web.port + 1}`);
  if (inbound?.given !== true) return;
  const samePort = inbound.port === web.port ? `port ${web.port} is the one of the web pages` : undefined;
  const inboundFault = samePort ?? (await faultOf(inbound.host, inbound.port));
  if (inboundFault !== undefined)
    throw new PressRefusal(`INBOUND_PORT or INBOUND_HOST: ${inboundFault}. Right: INBOUND_PORT=2525`);
}

const ASK_AGAIN = 100;

async function lastingFault(host: string, port: number, deadline: number): Promise<string | undefined> {
  for (;;) {
    const fault = await portFault(host, port);
    if (fault === undefined || performance.now() >= deadline) return fault;
    await sleep(ASK_AGAIN);
  }
}

const LOOPBACK = '127.0.0.1';

/** The mailbox keeps its ports from start to start while they are free; every process reads them from the data folder. */
export async function reserveMailboxPorts({ dataDir }: Config): Promise<void> {
  const before = readLocalPorts(dataDir);
  const mailbox = await freePort(LOOPBACK, before?.mailbox);
  const inbound = await freePort(LOOPBACK, before?.inbound);
  keepLocalPorts(dataDir, { mailbox, inbound });
}

const QUIET: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const ANSWER_WITHIN = 5_000;

/** A line about the newsroom's own Redis; refused when it does not answer. */
export async function checkRedisUrl(url: string): Promise<string> {
  const connections = createRedisConnections({ address: { url }, logger: QUIET });
  const { host } = new URL(url);
  try {
    const fault = await Promise.race([redisFault(connections.forWorker()), noAnswer()]);
    return fault === undefined ? `Redis ready: ${host}` : `Warning: ${fault}`;
  } catch {
    throw new PressRefusal(
      `REDIS_URL: no Redis answers at ${host}. Start it and check user and password, or unset REDIS_URL to use a private one.`,
    );
  } finally {
    connections.close();
  }
}

const noAnswer = async (): Promise<never> =>
  new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('no answer')), ANSWER_WITHIN).unref();
  });
