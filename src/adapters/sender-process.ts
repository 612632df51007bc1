import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Clock } from '../kernel/clock.js';
import { SECOND } from '../kernel/clock.js';
import type { NewId } from '../kernel/ids.js';
import type { SenderSession } from '../delivery/delivery-store.js';
import type { Machine } from '../delivery/end-dead-sessions.js';

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
};

/**
 * This host and this boot. The pid namespace is part of the host: a pid of another container says nothing here, and a
 * sender taken for dead while it sends would mean second copies. Without a boot id a reboot is noticed by its pids only.
 */
export function thisMachine(): Machine {
  return { host: `${hostname()} ${pidNamespace()}`.trim(), bootId: read('/proc/sys/kernel/random/boot_id') ?? 'no-boot-id' };
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** A session for this run of this process. */
export function newSession({ newId, clock }: { newId: NewId; clock: Clock }): SenderSession {
  const now = clock.now();
  return { ...thisMachine(), session: newId(), pid: process.pid, startedAt: now, lastSeenAt: now };
}

/** Whether the session's process still runs: a process with its pid that started later is another one. */
export function createIsAlive({ clock }: { clock: Clock }): (session: SenderSession) => boolean {
  return ({ pid, startedAt }) => {
    if (!exists(pid)) return false;
    const born = startOf(pid, clock);
    return born === undefined || born <= startedAt + 2 * SECOND;
  };
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** proc(5): field 22 of stat is the start in clock ticks after boot; Linux has 100 a second on every platform Node runs on. */
const TICK = SECOND / 100;

/** Milliseconds since 1970; undefined where /proc does not tell. */
function startOf(pid: number, clock: Clock): number | undefined {
  const stat = read(`/proc/${pid}/stat`);
  const uptime = Number(read('/proc/uptime')?.split(' ')[0]);
  // The command's name may hold spaces and brackets: count after the last one.
  const ticks = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  if (Number.isNaN(uptime) || Number.isNaN(ticks)) return undefined;
  return clock.now() - uptime * SECOND + ticks * TICK;
}
