import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { ProcessSpec } from './processes.js';
import { watchChild } from './running-process.js';

/** By its full path: the user's working folder may be anywhere. */
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** A program that was not made into JavaScript is translated as it is read. */
const loaderOf = (file: string): readonly string[] =>
  /\.tsx?$/.test(file) ? ['--import', TSX] : ['--enable-source-maps'];

/**
 * A Node program of ours as a process to keep. It gets an IPC channel: when the supervisor is killed, the channel closes and the
 * child ends itself. It leads its own process group, so that Ctrl-C reaches only the supervisor, which then stops it in order.
 */
export function nodeProcess({
  name,
  file,
  args = [],
  flags = [],
  env,
  onLine,
}: {
  name: string;
  file: string;
  args?: readonly string[];
  /** For Node itself. */
  flags?: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  onLine: (name: string, line: string) => void;
}): ProcessSpec {
  return {
    name,
    start: async () => {
      const child = spawn(process.execPath, [...flags, ...loaderOf(file), file, ...args], {
        env,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        detached: true,
      });
      return watchChild(child, { onLine: (line) => onLine(name, line) });
    },
  };
}

/** For the child's side: calls `end` once, on SIGTERM or SIGINT, and when the supervisor is gone. */
export function onEnd(end: (why: string) => void): void {
  let ending = false;
  const endOnce = (why: string) => {
    if (ending) return;
    ending = true;
    end(why);
  };
  process.on('SIGTERM', () => endOnce('SIGTERM'));
  process.on('SIGINT', () => endOnce('SIGINT'));
  process.on('disconnect', () => endOnce('supervisor gone'));
  // Only a child has the property; its channel is closed when the supervisor died while the child was starting.
  if ('connected' in process && !process.connected) endOnce('supervisor gone');
}

/** Below the supervisor's 20 s: a process that ends itself has closed its session. */
const CLOSE_WITHIN = 18_000;

/** Ends this process with its role: with 0 when told to, with 1 when the role is lost or does not close in time. */
export function endWith(role: { readonly lost?: Promise<void>; close(): Promise<void> }): void {
  const end = async (code: number) => {
    setTimeout(() => process.exit(1), CLOSE_WITHIN).unref();
    await role.close();
    process.exit(code);
  };
  onEnd(() => void end(0));
  void role.lost?.then(async () => end(1));
}
