import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../../src/adapters/system-ports.js';
import { waitFor } from '../support/wait-for.js';

/** A program that runs beside the bench until it is stopped. */
export interface Program {
  readonly address: string;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
/** Debian puts them where only root's PATH looks. */
const PLACES = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin'];

const scriptOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const run = promisify(execFile);

/** Where postfix's `smtp-sink` or `smtp-source` lies; undefined when it is not installed. */
export const findPostfix = (program: 'smtp-sink' | 'smtp-source'): string | undefined =>
  PLACES.map((place) => `${place}/${program}`).find((path) => existsSync(path));

/** Postfix's sink, which takes everything and keeps nothing. */
export async function startSmtpSink(binary: string): Promise<Program> {
  const address = `${HOST}:${await freePort(HOST)}`;
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn(binary, [...user, address, '500'], { stdio: 'ignore' });
  await waitFor('smtp-sink to listen', async () => answers(address));
  return { address, stop: async () => stop(child) };
}

/** Our own sink, counting only: it offers CHUNKING, which Postfix's does not. */
export async function startChunkingSink(): Promise<Program> {
  const command = scriptOf('../support/sink-command.ts');
  return startScript([command, '--json', '--no-log', '--chunking']);
}

/** Puts `delay` milliseconds each way between us and a relay. */
export async function startDelayProxy(to: string, delay: number): Promise<Program> {
  return startScript([scriptOf('./delay-proxy.ts'), '--to', to, '--delay', String(delay)]);
}

/** A script of ours that prints its port as JSON in its first line. */
async function startScript(command: readonly string[]): Promise<Program> {
  const child = spawn(process.execPath, ['--import', 'tsx', ...command], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { port } = JSON.parse(line) as { port: number };
  return { address: `${HOST}:${port}`, stop: async () => stop(child) };
}

/** Messages a second of a plain nodemailer pool. */
export async function measureNaive(options: Readonly<Record<string, string>>): Promise<number> {
  const given = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const { stdout } = await run(process.execPath, ['--import', 'tsx', scriptOf('./naive-peer.ts'), ...given]);
  return (JSON.parse(stdout) as { perSecond: number }).perSecond;
}

/** Messages a second of postfix's own load generator: C, no ledger, the same bytes for everybody. */
export async function measureSmtpSource(
  binary: string,
  { address, messages, bytes, connections }: { address: string; messages: number; bytes: number; connections: number },
): Promise<number> {
  const startedAt = performance.now();
  await run(binary, ['-d', '-s', String(connections), '-m', String(messages), '-l', String(bytes), address]);
  return Math.round(messages / ((performance.now() - startedAt) / 1000));
}

async function answers(address: string): Promise<boolean> {
  const [host = '', port = ''] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
