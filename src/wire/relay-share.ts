import type { Relay } from '../adapters/smtp/relay-url.js';

/** The kinds of processes that send: the senders issues, the worker letters, web and command line test mails. */
export type Role = 'sender' | 'worker' | 'web' | 'cli';

/**
 * The connections of a relay that are for one process: together the processes stay within what the relay allows the whole
 * installation. Everybody has one at least, so below `senders + 3` there is one too many for each missing. Rates are not
 * divided: the database hands them out.
 */
export const relayShare = (relay: Relay, role: Role, senders: number): Relay => ({
  ...relay,
  connections: connectionsOf(relay, role, senders),
});

function connectionsOf({ connections }: Relay, role: Role, senders: number): number {
  const few = connections < senders + 5 ? 1 : 2;
  if (role === 'cli') return 1;
  if (role !== 'sender') return few;
  return Math.max(1, Math.floor((connections - 2 * few - 1) / senders));
}
