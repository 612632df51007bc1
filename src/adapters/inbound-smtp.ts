import { callbackify } from 'node:util';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { MINUTE, SECOND } from '../kernel/clock.js';
import type { InboundRoom } from '../feedback/room.js';
import type { Logger } from '../kernel/logger.js';
import { createInboundLimits, type InboundLimits } from './inbound-limits.js';
import { createInboundPace } from './inbound-pace.js';
import { limitSessions } from './limit-sessions.js';
import { listen } from './listen.js';
import { readStream } from './read-stream.js';
import { smtpRefusal } from './smtp-refusal.js';

export interface InboundSmtpOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  readonly feedback: InboundRoom;
  readonly logger: Logger;
  /** Largest message taken; a report is some kilobytes and returns at most our own mail. */
  readonly maxBytes: number;
  /** What one stranger may take; the usual when absent. */
  readonly limits?: InboundLimits;
  /** Milliseconds a session may last; the usual when absent. */
  readonly longest?: number;
  /** Messages a second; the usual when absent. */
  readonly perSecond?: number;
}

export interface InboundSmtp {
  readonly port: number;
  close(): Promise<void>;
}

/** At KEEP_BYTES each, all of them together hold 50 MB. */
const MAX_CLIENTS = 200;
/** Postfix sends a domain 20 mails at once. */
const LIMITS: InboundLimits = { perNetwork: 20, refused: 20 };
/** Ten thousand bounces are through in less than three minutes. At 80 a second a send was slowed by 12 to 29 % (measured). */
const PER_SECOND = 60;
/** Who drips a byte a minute never times out. Postfix leaves a connection by itself after five minutes. */
const LONGEST = 15 * MINUTE;
const MAX_RECIPIENTS = 10;
/** What a report says stands before the mail it returns. */
const KEEP_BYTES = 256 * 1024;

/**
 * Takes bounces and unsubscribes by mail on INBOUND_PORT. Strangers are refused at RCPT, so nothing is taken that would
 * have to be returned; 250 is said after the commit, 451 when it failed. Rejects when the port is taken.
 */
export async function createInboundSmtp(options: InboundSmtpOptions): Promise<InboundSmtp> {
  const { port, host, feedback, logger, maxBytes } = options;
  const limits = createInboundLimits(options.limits ?? LIMITS);
  const turn = createInboundPace(options.perSecond ?? PER_SECOND);
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    // Our answers carry their own enhanced codes.
    hideENHANCEDSTATUSCODES: true,
    size: maxBytes,
    rejectOversized: true,
    maxClients: MAX_CLIENTS,
    maxRecipients: MAX_RECIPIENTS,
    socketTimeout: MINUTE,
    closeTimeout: 5 * SECOND,
    banner: 'Pressrun takes bounces and unsubscribes only',
    onConnect: limits.onConnect,
    onClose: limits.onClose,
    onRcptTo: ({ address }, session, callback) => {
      if (feedback.accepts(address)) return callback();
      logger.info('inbound.refused', { code: 550 });
      callback(limits.refusal(session));
    },
    onData: callbackify(take),
  });
  limitSessions(server.server, { longest: options.longest ?? LONGEST, words: '421 4.4.2 Session took too long\r\n' });
  server.on('error', (error) => logger.warn('inbound.connection-failed', { error: error.message }));

  async function take(stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<string> {
    const raw = await readStream(stream, maxBytes, KEEP_BYTES);
    if (raw === undefined) throw smtpRefusal(552, '5.3.4 Message too big');
    await turn();
    const envelopeFrom = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
    try {
      await Promise.all(
        envelope.rcptTo.map(async ({ address }) => feedback.receive({ envelopeFrom, envelopeTo: address, raw })),
      );
    } catch (error) {
      logger.error('inbound.failed', { error: error instanceof Error ? error.stack : String(error) });
      throw smtpRefusal(451, '4.3.0 Not noted, try again later');
    }
    return '2.0.0 Noted';
  }

  const inUse = `INBOUND_PORT ${port} on ${host} is in use by another program. Stop it, or set another port, for example INBOUND_PORT=2525.`;
  const taken = await listen(server.server, { port, host, inUse });
  return {
    port: taken,
    close: async () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}
