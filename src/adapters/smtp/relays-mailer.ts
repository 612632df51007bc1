import type { Mailer } from '../../delivery/mailer.js';
import type { Relay } from './relay-url.js';
import { createSmtpMailer, type SmtpMailerDeps } from './smtp-mailer.js';

/** A mailer over all relays, each given its share of the mail by weight. */
export function createRelaysMailer(relays: readonly Relay[], deps: SmtpMailerDeps): Mailer {
  const members = relays.map((relay) => ({ mailer: createSmtpMailer(relay, deps), weight: relay.weight, debt: 0 }));
  const total = members.reduce((sum, member) => sum + member.weight, 0);
  /** Smooth weighted round robin: 5, 1, 1 gives a a b a c a a and so on. */
  const pick = (): Mailer => {
    for (const member of members) member.debt += member.weight;
    const next = members.reduce((best, member) => (member.debt > best.debt ? member : best));
    next.debt -= total;
    return next.mailer;
  };
  return {
    concurrency: members.reduce((sum, { mailer }) => sum + mailer.concurrency, 0),
    // Each relay gets its share of the mail, so the one with the least room for its share sets the pace.
    capacity: (milliseconds) =>
      Math.floor(Math.min(...members.map(({ mailer, weight }) => (mailer.capacity(milliseconds) * total) / weight))),
    send: async (message, beforeBody, turnBy) => pick().send(message, beforeBody, turnBy),
    check: async () => {
      const faults = await Promise.all(members.map(async ({ mailer }) => mailer.check()));
      return faults.filter((fault) => fault !== undefined).join('; ') || undefined;
    },
    close: async () => {
      await Promise.all(members.map(async ({ mailer }) => mailer.close()));
    },
  };
}
