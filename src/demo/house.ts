import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DkimKey } from '../adapters/dkim.js';
import { newDkimKey } from '../adapters/dkim/new-key.js';
import { freePort } from '../adapters/system-ports.js';
import { inheritedEnvironment } from '../config.js';
import { until } from './until.js';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const LOG_LINES = 40;
const READY_SECONDS = 60;
const STOP_SECONDS = 25;

/** A whole Pressrun of its own in a throw-away folder, on free ports, with the built-in mailbox and a DKIM key. */
export interface House {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly folder: string;
  /** The key its mails are signed with. */
  readonly dkim: DkimKey;
  /** Of the supervisor now running. */
  pid(): number;
  /** The last lines it wrote, 40 unless told otherwise. */
  log(lines?: number): string;
  /** Starts again on the same folder and ports, after the supervisor was stopped or killed. */
  reopen(): Promise<void>;
  /** Ends the supervisor and deletes the folder. */
  stop(): Promise<void>;
}

/**
 * Resolves when /readyz answers 200.
 * @param settings environment variables on top of the demo's own
 * @param main the supervisor's program
 */
export async function openHouse(settings: Readonly<Record<string, string>>, main = MAIN): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'pressrun-demo-'));
  const dkim = { domain: 'lantern.example', selector: 'demo', privateKeyPem: newDkimKey('rsa').privateKeyPem };
  const environment = { ...(await ownSettings(folder, dkim)), ...settings };
  const { BASE_URL: baseUrl, API_KEY: apiKey } = environment;
  const logFile = join(folder, 'log');
  writeFileSync(logFile, '');
  let child = start(main, environment, logFile);
  const log = (lines = LOG_LINES) => readFileSync(logFile, 'utf8').split('\n').slice(-lines).join('\n');
  const stop = async () => {
    await stopProcess(child);
    rmSync(folder, { recursive: true, force: true });
  };
  let starts = 0;
  const ready = async () => {
    starts += 1;
    try {
      await until('Pressrun to be ready', READY_SECONDS, async () => readiness(child, log, starts));
    } catch (error) {
      const lines = log();
      await stop();
      throw new Error(`${(error as Error).message}\n${lines}`, { cause: error });
    }
  };
  await ready();
  return {
    baseUrl,
    apiKey,
    folder,
    dkim,
    log,
    stop,
    pid: () => child.pid ?? 0,
    reopen: async () => {
      child = start(main, environment, logFile);
      await ready();
    },
  };
}

async function ownSettings(folder: string, dkim: DkimKey) {
  const port = await freePort('127.0.0.1');
  return {
    PORT: String(port),
    INBOUND_PORT: String(await freePort('127.0.0.1')),
    INBOUND_HOST: '127.0.0.1',
    DATA_DIR: join(folder, 'data'),
    BASE_URL: `http://127.0.0.1:${port}`,
    API_KEY: 'demo-key-for-this-run-only-0123456789',
    POSTAL_ADDRESS: '1 Quayside, Kestrel Bay',
    LOG_LEVEL: 'info',
    ...dkimSettings(folder, dkim),
  };
}

/** By its own word: right after a kill, /readyz may still be answered by the processes left behind. */
async function readiness(child: ChildProcess, log: House['log'], starts: number): Promise<true | undefined> {
  if (child.exitCode !== null) throw new Error(`Pressrun stopped with ${child.exitCode}:\n${log()}`);
  return log(Infinity).split('Ready in ').length > starts ? true : undefined;
}

function start(main: string, environment: Readonly<Record<string, string>>, logFile: string): ChildProcess {
  const { PATH, HOME, TMPDIR } = inheritedEnvironment();
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    env: { PATH, HOME, TMPDIR, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(logFile, { flags: 'a' });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  return child;
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  child.kill('SIGTERM');
  const deadline = setTimeout(() => child.kill('SIGKILL'), STOP_SECONDS * 1000);
  await ended;
  clearTimeout(deadline);
}

/** A fresh RSA-2048 key: RFC 8301 asks for at least 1024 bits, the large providers for 2048. */
function dkimSettings(folder: string, { domain, selector, privateKeyPem }: DkimKey): Record<string, string> {
  const file = join(folder, 'dkim.pem');
  writeFileSync(file, privateKeyPem, { mode: 0o600 });
  return { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_KEY_FILE: file };
}
