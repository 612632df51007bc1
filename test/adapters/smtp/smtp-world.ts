import { parseRelays } from '../../../src/adapters/smtp/relay-url.js';
import { createSmtpMailer } from '../../../src/adapters/smtp/smtp-mailer.js';
import type { SmtpTiming } from '../../../src/adapters/smtp/timing.js';
import type { Mailer, OutgoingMessage, SendOutcome } from '../../../src/delivery/mailer.js';
import { silentLogger } from '../../support/determinism.js';
import { startRawServer, type RawServerOptions } from './raw-server.js';

const QUICK = { beforeDot: 3_000, afterDot: 3_000, idle: 5_000 };

/** A mailer with one connection, unless `query` says otherwise, to a raw server. */
export async function openSmtpWorld(
  options: RawServerOptions = {},
  timing: Partial<SmtpTiming> = {},
  connections = 1,
  query = '',
) {
  const server = await startRawServer(options);
  const parsed = parseRelays(`smtp://127.0.0.1:${server.port}?connections=${connections}${query}`);
  const relay = 'relays' in parsed ? parsed.relays[0] : undefined;
  if (relay === undefined) throw new Error('wrong relay URL');
  const mailer = createSmtpMailer(relay, { logger: silentLogger, timing: { ...QUICK, ...timing } });
  return {
    server,
    mailer,
    close: async () => {
      await mailer.close();
      await server.close();
    },
  };
}

export const message = (to = 'a@example.org', more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  envelopeFrom: 'b-1@bounce.example',
  envelopeTo: to,
  bytes: Buffer.from(`To: ${to}\r\nSubject: News\r\n\r\nGood morning.\r\n`),
  ...more,
});

export interface Sent {
  readonly to: string;
  readonly outcome: SendOutcome;
  /** How often `beforeBody` was called. */
  readonly begun: number;
}

/** Sends to all at once, so that each message finds the next one waiting. */
export async function sendAll(mailer: Mailer, recipients: readonly string[]): Promise<Sent[]> {
  return Promise.all(
    recipients.map(async (to) => {
      let begun = 0;
      const outcome = await mailer.send(message(to), () => {
        begun += 1;
      });
      return { to, outcome, begun };
    }),
  );
}

export const kinds = (sent: readonly Sent[]) => sent.map(({ outcome }) => outcome.kind);
