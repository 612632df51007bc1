import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DeliveryWorld } from '../delivery/delivery-world.js';

export type CrashPoint =
  /** The answer to the dot was heard, and nothing of it written down. */
  | 'answer-heard'
  /** It is in the journal, and not in the ledger. */
  | 'before-report'
  /** It is in the ledger, and the sender does not know. */
  | 'after-report'
  /** In the middle of the body. */
  | 'uncaught-error'
  /** With the message for `poison@` in its hands, before the wire. */
  | 'poison';

/** A sender in a process of its own, on the world's ledger and journals. */
export interface DoomedSender {
  signal(name: NodeJS.Signals): void;
  /** How it ended: an exit code or a signal. */
  readonly ended: Promise<number | string>;
}

const MAIN = fileURLToPath(new URL('doomed-sender-main.ts', import.meta.url));

export function startDoomedSender(
  world: Pick<DeliveryWorld, 'folder' | 'issueId'>,
  { port, connections = 3, crashAt }: { port: number | readonly number[]; connections?: number; crashAt?: CrashPoint },
): DoomedSender {
  const args = [world.folder, world.issueId, String(port), String(connections), crashAt ?? 'never'];
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
    stdio: ['ignore', 'inherit', crashAt === 'uncaught-error' ? 'ignore' : 'inherit'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  return { ended, signal: (name) => void child.kill(name) };
}
