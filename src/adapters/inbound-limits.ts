import ipaddr from 'ipaddr.js';
import type { SMTPServerSession } from 'smtp-server';
import { smtpRefusal } from './smtp-refusal.js';

export interface InboundLimits {
  /** Connections at once from one network. */
  readonly perNetwork: number;
  /** Recipients that were refused in one session before it is ended. */
  readonly refused: number;
}

type Answer = (error?: Error | null) => void;

/**
 * What one stranger may take of the server. Counted by IPv4 address or IPv6 /64, which is what one machine has; a mail server
 * on this machine in front of us speaks for many and is not counted.
 */
export function createInboundLimits({ perNetwork, refused }: InboundLimits) {
  const open = new Map<string, number>();
  const counted = new WeakMap<SMTPServerSession, string>();
  const strikes = new WeakMap<SMTPServerSession, number>();
  return {
    onConnect: (session: SMTPServerSession, answer: Answer): void => {
      const network = networkOf(session.remoteAddress);
      if (network === undefined) return answer();
      const count = open.get(network) ?? 0;
      if (count >= perNetwork) return answer(smtpRefusal(421, '4.7.0 Too many connections from your network'));
      open.set(network, count + 1);
      counted.set(session, network);
      answer();
    },
    onClose: (session: SMTPServerSession): void => {
      const network = counted.get(session);
      if (network === undefined) return;
      counted.delete(session);
      const count = (open.get(network) ?? 1) - 1;
      if (count === 0) open.delete(network);
      else open.set(network, count);
    },
    /** The answer to an unknown recipient; who guesses too often is sent away. */
    refusal: (session: SMTPServerSession): Error => {
      const count = (strikes.get(session) ?? 0) + 1;
      strikes.set(session, count);
      return count < refused
        ? smtpRefusal(550, '5.1.1 No such address here')
        : smtpRefusal(421, '4.7.0 Too many unknown recipients');
    },
  };
}

/** Undefined for this machine. */
function networkOf(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return address;
  const ip = ipaddr.process(address);
  if (ip.range() === 'loopback') return undefined;
  if (ip.kind() === 'ipv4') return ip.toString();
  return ip.toByteArray().slice(0, 8).join('.');
}
