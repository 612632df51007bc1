import type { Mailer, SendOutcome } from '../../delivery/mailer.js';
import type { Logger } from '../../kernel/logger.js';
import { createConnectionPool } from './connection-pool.js';
import { openConnection } from './connection.js';
import type { Relay } from './relay-url.js';
import { SMTP_TIMING, type SmtpTiming } from './timing.js';
import { createTokenBucket } from './token-bucket.js';

export interface SmtpMailerDeps {
  readonly logger: Logger;
  /** Scaled by tests. */
  readonly timing?: Partial<SmtpTiming>;
}

/** A mailer over one relay. */
export function createSmtpMailer(relay: Relay, { logger, timing: changed }: SmtpMailerDeps): Mailer {
  const timing = { ...SMTP_TIMING, ...changed };
  const pool = createConnectionPool({ relay, timing });
  const bucket = createTokenBucket({ rate: relay.rate, now: () => performance.now() });
  const name = `${relay.host}:${relay.port}`;
  return {
    concurrency: relay.connections,
    send: async (message, beforeBody = () => {}) => {
      const outcome = await pool.use(async (connection) => {
        await bucket.take();
        return connection.send(message, beforeBody);
      });
      if (outcome.kind === 'broken') logger.warn('smtp.broken', { relay: name, ...outcome });
      return outcome;
    },
    check: async () => {
      const opened = await openConnection(relay, timing);
      if (!opened.ok) return inWords(name, opened.outcome);
      opened.connection.quit();
      return undefined;
    },
    close: async () => pool.close(),
  };
}

function inWords(name: string, outcome: SendOutcome): string {
  return `${name}: ${outcome.kind === 'broken' ? `${outcome.reason} (${outcome.phase})` : outcome.reply}`;
}
