import { callbackify } from 'node:util';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerEnvelope, type SMTPServerSession } from 'smtp-server';
import { MINUTE, SECOND, type Clock } from '../../kernel/clock.js';
import type { NewId } from '../../kernel/ids.js';
import type { Logger } from '../../kernel/logger.js';
import type { Mailbox } from '../../web/mailbox/mailbox.js';
import { listen } from '../listen.js';
import { readStream } from '../read-stream.js';
import { smtpRefusal } from '../smtp-refusal.js';
import { buildDsn } from './build-dsn.js';
import { createCommitQueue } from './commit-queue.js';
import { openMailFile, type StoredRow } from './mail-file.js';
import { rehearsalOf } from './rehearsal.js';
import { returnBounce, type Inbound } from './return-bounce.js';
import { viewEntry, viewMail } from './view-mail.js';

export interface MailboxOptions {
  /** The mailbox's own SQLite file. */
  readonly file: string;
  /** 0 takes any free port. */
  readonly smtpPort: number;
  readonly host: string;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Where `bounce-later` recipients' reports are sent; none are sent without it. */
  readonly inbound?: Inbound;
  readonly logger?: Logger;
}

export interface RunningMailbox {
  readonly mailbox: Mailbox;
  /** The SMTP port. */
  readonly port: number;
  close(): Promise<void>;
}

const KEEP = 5_000;
const MAX_BYTES = 30 * 1024 * 1024;

/** The relay of an installation without SMTP_URL: takes every mail, stores it before it says 250, sends nothing on. */
export async function createMailbox(options: MailboxOptions): Promise<RunningMailbox> {
  const { file, smtpPort, host, logger } = options;
  const mails = openMailFile(file, KEEP);
  const queue = createCommitQueue(mails);
  const stop = new AbortController();

  async function take(stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<string> {
    const raw = await readStream(stream, MAX_BYTES);
    if (raw === undefined) throw smtpRefusal(552, '5.3.4 Message too big');
    const rows = rowsOf(raw, envelope, options);
    try {
      await queue.store(rows);
    } catch (error) {
      logger?.error('mailbox.failed', { error: String(error) });
      throw smtpRefusal(451, '4.3.0 Not stored, try again later');
    }
    for (const row of rows) bounceLater(row);
    return '2.0.0 Stored';
  }

  function bounceLater(row: StoredRow): void {
    const { inbound, newId, clock } = options;
    const { envelopeTo: recipient, envelopeFrom: returnPath } = row;
    // A mail from the null sender is a report itself; answering it could go round for ever (RFC 5321 4.5.5).
    if (inbound === undefined || returnPath === '' || rehearsalOf(recipient)?.bouncesLater !== true) return;
    const dsn = buildDsn({ id: newId(), at: clock.now(), recipient, returnPath, original: row.raw });
    void returnBounce({ inbound, returnPath, dsn }, { logger, signal: stop.signal });
  }

  const server = createServer(take, logger);
  const inUse = `Port ${smtpPort} on ${host}, meant for the built-in mailbox, is in use by another program. Stop it, or choose another port.`;
  const port = await listen(server.server, { port: smtpPort, host, inUse }).catch((error: unknown) => {
    mails.close();
    throw error;
  });
  return {
    port,
    mailbox: {
      list: async (query) => Promise.all(mails.list(query).map(viewEntry)),
      find: async (id) => {
        const row = mails.find(id);
        return row && viewMail(row);
      },
      count: async () => mails.count(),
    },
    async close() {
      stop.abort();
      await new Promise<void>((resolve) => {
        server.close(resolve);
      });
      mails.close();
    },
  };
}

/** One row per recipient, each seen as its own mail. */
const rowsOf = (raw: Buffer, envelope: SMTPServerEnvelope, { newId, clock }: MailboxOptions): StoredRow[] =>
  envelope.rcptTo.map(({ address }) => ({
    id: newId(),
    receivedAt: clock.now(),
    envelopeFrom: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
    envelopeTo: address,
    raw,
  }));

function createServer(
  take: (stream: SMTPServerDataStream, session: SMTPServerSession) => Promise<string>,
  logger: Logger | undefined,
): SMTPServer {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: true,
    size: MAX_BYTES,
    socketTimeout: 5 * MINUTE,
    closeTimeout: 2 * SECOND,
    banner: 'Pressrun mailbox',
    onRcptTo: ({ address }, _session, callback) => {
      const refusal = rehearsalOf(address)?.refusal;
      callback(refusal && smtpRefusal(refusal.code, refusal.text));
    },
    onData: callbackify(take),
  });
  server.on('error', (error) => logger?.warn('mailbox.connection-failed', { error: error.message }));
  return server;
}
