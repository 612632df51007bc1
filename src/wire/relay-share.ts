import type { Relay } from '../adapters/smtp/relay-url.js';

/** The kinds of processes that send: the senders issues, the worker letters, web and command line test mails. */
export type Role = 'sender' | 'worker' | 'web' | 'cli';

/** Parts of a relay's rate. A letter is waited for by a person; a test mail goes to a few at the desk. */
const RATE_OF = { worker: 0.1, web: 0.05, cli: 0.05 } as const;
const RATE_OF_SENDERS = 0.8;

/**
 * What one process may use of a relay, whose limits are for the whole installation: together the processes stay within
 * them. Everybody has one connection at least, so below `senders + 3` connections there is one too many for each missing.
 */
export function relayShare(relay: Relay, role: Role, senders: number): Relay {
  return { ...relay, connections: connectionsOf(relay, role, senders), rate: rateOf(relay, role, senders) };
}

function connectionsOf({ connections }: Relay, role: Role, senders: number): number {
  const few = connections < senders + 5 ? 1 : 2;
  if (role === 'cli') return 1;
  if (role !== 'sender') return few;
  return Math.max(1, Math.floor((connections - 2 * few - 1) / senders));
}

function rateOf({ rate }: Relay, role: Role, senders: number): number | null {
  if (rate === null) return null;
  return role === 'sender' ? (rate * RATE_OF_SENDERS) / senders : rate * RATE_OF[role];
}
