import type { Mailer, SendOutcome } from '../../delivery/mailer.js';
import type { Logger } from '../../kernel/logger.js';
import { createConnectionPool } from './connection-pool.js';
import { createConnection } from './connection.js';
import { refuseAddresses } from './envelope.js';
import { createSessionOpener } from './open-session.js';
import type { Relay } from './relay-url.js';
import { SMTP_TIMING, type SmtpTiming } from './timing.js';
import { realTicks, type Ticks } from '../../kernel/ticks.js';

export interface SmtpMailerDeps {
  readonly logger: Logger;
  /** Scaled by tests. */
  readonly timing?: Partial<SmtpTiming>;
  /** Moved by tests; connections keep real time. */
  readonly ticks?: Ticks;
}

/** A mailer over one relay. */
export function createSmtpMailer(relay: Relay, { logger, timing: changed, ticks = realTicks }: SmtpMailerDeps): Mailer {
  const timing = { ...SMTP_TIMING, ...changed };
  const openSession = createSessionOpener(relay, timing);
  const pool = createConnectionPool({ relay, timing, openSession });
  const name = `${relay.host}:${relay.port}`;
  return {
    get concurrency() {
      return pool.concurrency();
    },
    send: async (message, beforeBody = () => {}, turnBy = Infinity) => {
      const refusal = refuseAddresses(message);
      if (refusal !== undefined) return refusal;
      const outcome = await pool.send(message, { beforeBody, admit: () => ticks.now() <= turnBy });
      // A relay that is away breaks every connection; the circuit tells that once. A doubt is told each time.
      if (outcome.kind === 'broken')
        logger[outcome.dotWritten ? 'warn' : 'debug']('smtp.broken', { relay: name, ...outcome });
      return outcome;
    },
    check: async () => {
      const opened = await openSession();
      if (!opened.ok) return inWords(name, opened.outcome);
      createConnection(opened.session, { timing, source: NO_MESSAGES, onOver: () => {} }).quit();
      return undefined;
    },
    close: async () => pool.close(),
  };
}

const NO_MESSAGES = { next: () => undefined, giveBack: () => {} };

function inWords(name: string, outcome: SendOutcome): string {
  if (outcome.kind === 'broken') return `${name}: ${outcome.reason} (${outcome.phase})`;
  return `${name}: ${outcome.kind === 'not-begun' ? outcome.reason : outcome.reply}`;
}
