import { spawn } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { askRedis, redisSocket } from './redis-socket.js';
import { isAlive } from './system-lock.js';
import { watchChild, type RunningProcess } from './running-process.js';

export interface RedisServer extends RunningProcess {
  readonly socket: string;
}

/** The private Redis could not be started; the message is a sentence for people. */
export class RedisStartError extends Error {}

/** Loading a large append-only file takes seconds; silence for longer is a fault. */
const START_WITHIN = 60_000;
const STOP_WITHIN = 5_000;
const POLL = 25;

/**
 * Starts a redis-server of our own on a unix socket and returns once it answers. What a killed supervisor left behind (a running
 * child, a stale socket, a torn append-only file) is cleared away: Redis holds wake-ups only, the truth is in SQL.
 * Throws RedisStartError.
 */
export async function startRedis({
  folder,
  binary = 'redis-server',
  onLine = () => {},
}: {
  /** Its data folder, for the append-only file. */
  folder: string;
  binary?: string;
  onLine?: (line: string) => void;
}): Promise<RedisServer> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const socket = redisSocket(folder);
  makeSocketFolder(dirname(socket));
  await endLeftover(folder, socket);
  try {
    return await launch({ folder, binary, socket, onLine });
  } catch (error) {
    if (!(error instanceof RedisStartError) || !setAppendFilesAside(folder, error)) throw error;
    return launch({ folder, binary, socket, onLine });
  }
}

/** A folder under /tmp could be somebody else's: then the socket would be theirs too. */
function makeSocketFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const owner = lstatSync(folder).uid;
  if (process.getuid !== undefined && owner !== process.getuid())
    throw new RedisStartError(`${folder} belongs to another user. Remove it, or set DATA_DIR to a folder of your own.`);
}

async function endLeftover(folder: string, socket: string): Promise<void> {
  const pid = readPid(folder);
  const answers = async () => (await askRedis(socket, 'PING')) !== undefined;
  const runs = async () => (pid !== undefined && isRedis(pid)) || answers();
  if (await answers()) await askRedis(socket, 'SHUTDOWN');
  const deadline = performance.now() + STOP_WITHIN;
  while (await runs()) {
    if (performance.now() > deadline && pid !== undefined && isRedis(pid)) process.kill(pid, 'SIGKILL');
    await sleep(POLL);
  }
  rmSync(socket, { force: true });
}

function readPid(folder: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(folder, 'redis.pid'), 'utf8').trim());
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** The number in an old pid file may belong to any process by now. */
function isRedis(pid: number): boolean {
  if (!isAlive(pid)) return false;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('redis-server');
  } catch {
    return false;
  }
}

/** Redis greets and takes leave at its highest level; what it says in between is worth reading. */
const FAREWELL = /scheduling shutdown|requested shutdown|ready to exit/;

interface Launch {
  readonly folder: string;
  readonly binary: string;
  readonly socket: string;
  readonly onLine: (line: string) => void;
}

async function launch({ folder, binary, socket, onLine }: Launch): Promise<RedisServer> {
  const recent: string[] = [];
  let answers = false;
  const child = spawn(binary, options(folder, socket), { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const running = watchChild(child, {
    onLine: (line) => {
      recent.push(line);
      recent.splice(0, recent.length - 20);
      if (answers && !FAREWELL.test(line)) onLine(line);
    },
  });
  await untilItAnswers(running, { socket, recent, binary });
  answers = true;
  return { ...running, socket };
}

const options = (folder: string, socket: string): string[] =>
  Object.entries({
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    dir: folder,
    pidfile: join(folder, 'redis.pid'),
    daemonize: 'no',
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    'maxmemory-policy': 'noeviction',
    loglevel: 'warning',
    logfile: '',
  }).flatMap(([name, value]) => [`--${name}`, value]);

async function untilItAnswers(
  running: RunningProcess,
  { socket, recent, binary }: { socket: string; recent: readonly string[]; binary: string },
): Promise<void> {
  const giveUp = new AbortController();
  const deadline = AbortSignal.timeout(START_WITHIN);
  const failure = await Promise.race([running.exited, poll(socket, AbortSignal.any([deadline, giveUp.signal]))]);
  giveUp.abort();
  if (failure === undefined) return;
  running.kill();
  const words = [failure, ...recent.slice(-3)].join(': ');
  throw new RedisStartError(`${binary} did not start (${words}). Install redis-server, or set REDIS_URL.`);
}

/** Undefined once it answers, and the fault when the signal comes first. */
async function poll(socket: string, signal: AbortSignal): Promise<string | undefined> {
  while (!signal.aborted) {
    if ((await askRedis(socket, 'PING')) === '+PONG') return undefined;
    await sleep(POLL);
  }
  return 'no answer';
}

/** A file Redis cannot read must not keep the newsroom from its truth in SQL. True when something was moved. */
function setAppendFilesAside(folder: string, error: RedisStartError): boolean {
  const files = join(folder, 'appendonlydir');
  if (!/append only|AOF/i.test(error.message) || !existsSync(files)) return false;
  const aside = `${files}.unreadable`;
  rmSync(aside, { recursive: true, force: true });
  renameSync(files, aside);
  return true;
}
