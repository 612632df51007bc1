import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Clock } from '../kernel/clock.js';
import type { NewId } from '../kernel/ids.js';
import type { SenderSession } from '../delivery/delivery-store.js';

/** Changes with every boot; the same for all containers of a host. Where the kernel tells none, no reboot is noticed. */
export function thisBoot(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'no-boot-id';
  }
}

/** A session for this run of this process. Host and process number are for people who look for it. */
export function newSession({ newId, clock }: { newId: NewId; clock: Clock }): SenderSession {
  const now = clock.now();
  return {
    session: newId(),
    host: hostname(),
    bootId: thisBoot(),
    pid: process.pid,
    startedAt: now,
    lastSeenAt: now,
  };
}
