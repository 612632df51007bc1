import { bundlePrograms } from '../adapters/program-bundle.js';
import { createSupervisor, type SupervisorTiming } from '../adapters/processes.js';
import type { FolderLock } from '../adapters/system-lock.js';
import type { Config } from '../config.js';
import { checkRedisUrl, refuseTakenPorts, reserveMailboxPorts, takeFolder } from './check-surroundings.js';
import { PROGRAMS, processesOf, type Programs } from './processes.js';
import { waitUntilReady } from './wait-until-ready.js';

/** What is known once the database is migrated. */
export interface PreparedDatabase {
  /** For the first owner, at the first start only. */
  readonly signInLink: string | undefined;
}

export interface PressDeps {
  readonly config: Config;
  /** Migrates the database and makes what a first start needs. Throws when the database cannot be used. */
  prepareDatabase(config: Config): Promise<PreparedDatabase>;
  /** Writes one line for the person who started it. */
  readonly say: (line: string) => void;
  readonly programs?: Programs;
  readonly timing?: SupervisorTiming;
}

/** The whole service. */
export interface Press {
  /** Resolves when /readyz says 200; by then the addresses are said. */
  readonly ready: Promise<void>;
  /** Resolves with a sentence when it cannot run, whatever is restarted. */
  readonly hopeless: Promise<string>;
  /** Stops everything in order; true when nothing had to be killed. */
  stop(): Promise<boolean>;
  /** Ends everything at once. */
  kill(): void;
}

/** The children of a killed supervisor end by themselves within 18 s (workers/main.ts). */
const LEFTOVERS_END_WITHIN = 20_000;

/** Migrates and starts Redis, web, worker and senders, saying each step. Throws PressRefusal and RedisStartError. */
export async function startPress(deps: PressDeps): Promise<Press> {
  const lock = takeFolder(deps.config);
  try {
    if (lock.leftBehind) deps.say('Pressrun was killed the last time: waiting for what is left of it to end');
    await refuseTakenPorts(deps.config, lock.leftBehind ? LEFTOVERS_END_WITHIN : 0);
    return await startInFolder(deps, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startInFolder(deps: PressDeps, lock: FolderLock): Promise<Press> {
  const { config, say, timing } = deps;
  const startedAt = performance.now();
  say(`Data folder: ${config.dataDir}`);
  if (config.mailbox !== undefined) await reserveMailboxPorts(config);
  const prepared = await deps.prepareDatabase(config);
  say(`Database ready: ${config.databaseFile}`);
  if (config.redis.kind === 'url') say(await checkRedisUrl(config.redis.url));
  say(`Starting ${config.redis.kind === 'embedded' ? 'Redis, ' : ''}web, worker and ${senders(config)}`);
  const programs = await readyPrograms(deps);
  const stages = processesOf(config, { programs, say });
  const supervisor = createSupervisor({ stages, say, ...(timing && { timing }) });
  const ended = new AbortController();
  const end = async () => {
    ended.abort();
    const clean = await supervisor.stop();
    lock.release();
    return clean;
  };
  try {
    await supervisor.start();
  } catch (error) {
    await end();
    throw error;
  }
  const ready = async () => {
    await waitUntilReady({ ...config.web, say, signal: ended.signal });
    if (ended.signal.aborted) return;
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    for (const line of [`Ready in ${seconds} s.`, ...addresses(config, prepared)]) say(line);
  };
  return { ready: ready(), hopeless: supervisor.hopeless, stop: end, kill: () => supervisor.kill() };
}

/** A folder that may only be read is no reason not to start. */
async function readyPrograms({ programs = PROGRAMS, say }: PressDeps): Promise<Programs> {
  try {
    const [web = programs.web, workers = programs.workers] = await bundlePrograms([programs.web, programs.workers]);
    return { web, workers };
  } catch (error) {
    say(
      `The programs are translated while they start, which takes more memory: ${error instanceof Error ? error.message : String(error)}`,
    );
    return programs;
  }
}

const senders = ({ senders: count }: Config) => `${count} sender${count === 1 ? '' : 's'}`;

function addresses({ web, mailbox }: Config, { signInLink }: PreparedDatabase): readonly string[] {
  return [
    `  Site       ${web.baseUrl}/`,
    `  Subscribe  ${web.baseUrl}/subscribe`,
    signInLink === undefined
      ? `  Desk       ${web.baseUrl}/desk`
      : `  Desk       ${signInLink}  (signs the first owner in, once)`,
    ...(mailbox === undefined
      ? []
      : [`  Mailbox    ${web.baseUrl}/mailbox  (no SMTP_URL is set: all mail stays here)`]),
  ];
}
