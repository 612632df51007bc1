import { createServer, type AddressInfo, type Socket } from 'node:net';
import { TLSSocket, type TLSSocketOptions } from 'node:tls';
import { WINDOW } from '../../src/adapters/smtp/chunk-connection.js';
import { openSinkLog, type SinkEnd, type SinkEntry } from './fault-sink-log.js';
import { describeMessage, unstuff } from './fault-sink-message.js';
import { firstOf, scriptByRecipient, type SinkScript } from './fault-sink-script.js';
import { serveSession } from './fault-sink-session.js';
import type { SinkDot } from './fault-sink-talk.js';
import { createSinkTally, type SinkTally } from './fault-sink-tally.js';

export interface FaultSink {
  readonly port: number;
  /** Every final dot so far, in order; none with `countOnly`. */
  readonly entries: () => readonly SinkEntry[];
  /** Every session that has ended. */
  readonly ends: () => readonly SinkEnd[];
  readonly tally: () => SinkTally;
  /** Sessions so far. */
  readonly sessions: () => number;
  readonly openSessions: () => number;
  /** Messages as received, in order; only with `keepMessages`. */
  readonly messages: () => readonly { rcpt: string; raw: Buffer }[];
  close(): Promise<void>;
}

export interface FaultSinkOptions {
  readonly port?: number;
  /** Written and fsynced before each answer to a dot. */
  readonly logFile?: string;
  /** Counts by recipient and keeps nothing else: for measuring senders. */
  readonly countOnly?: boolean;
  /** Asked at every point; after it the recipients' own script. */
  readonly script?: SinkScript;
  readonly extensions?: readonly string[];
  /** Offers CHUNKING too. */
  readonly chunking?: boolean;
  readonly login?: string;
  readonly keepMessages?: boolean;
  readonly tls?: TLSSocketOptions;
  /** TLS from the first byte instead of STARTTLS. */
  readonly implicitTls?: boolean;
  /** Bytes a second it takes from each client. */
  readonly readRate?: number;
}

const EXTENSIONS = ['PIPELINING', '8BITMIME', 'SIZE 10000000', 'ENHANCEDSTATUSCODES'];

/** An SMTP server that is the oracle of a test: it logs each final dot before it answers, and breaks where it is told to. */
export async function startFaultSink(options: FaultSinkOptions = {}): Promise<FaultSink> {
  const log = openSinkLog(options.logFile);
  const messages: { rcpt: string; raw: Buffer }[] = [];
  const sockets = new Set<Socket>();
  const tally = createSinkTally();
  const onDot = (dot: SinkDot): Promise<void> | undefined => {
    tally.dot(dot);
    if (options.countOnly === true) return undefined;
    const { body, stuffed, ...known } = dot;
    const raw = stuffed ? unstuff(body) : body;
    if (options.keepMessages === true) messages.push({ rcpt: dot.rcpt, raw });
    const written = log.append({ ...known, ...describeMessage(raw), dotAt: Date.now() });
    return options.logFile === undefined ? undefined : written;
  };
  const session = {
    script: firstOf(options.script ?? (() => undefined), scriptByRecipient),
    onMail: () => tally.mail(),
    onDot,
    onFault: tally.fault,
    onEnd: (end: SinkEnd) => (options.countOnly === true ? undefined : log.ended(end)),
    extensions: [...(options.extensions ?? EXTENSIONS), ...(options.chunking === true ? ['CHUNKING'] : [])],
    underWay: options.chunking === true ? WINDOW : 1,
    login: options.login,
    tls: options.tls,
    readRate: options.readRate,
  };
  let sessions = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once('close', () => sockets.delete(socket));
    serveSession(options.implicitTls === true ? secured(socket, options.tls) : socket, {
      ...session,
      session: (sessions += 1),
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', 511, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    entries: () => log.entries(),
    ends: () => log.ends(),
    tally: () => ({ sessions, ...tally.counts() }),
    sessions: () => sessions,
    openSessions: () => sockets.size,
    messages: () => messages,
    close: async () => {
      const closed = [...sockets].map(
        async (socket) =>
          new Promise<void>((resolve) => {
            socket.once('close', () => resolve()).destroy();
          }),
      );
      await Promise.all(closed);
      await new Promise((resolve) => {
        server.close(resolve);
      });
      log.close();
    },
  };
}

const secured = (socket: Socket, tls: TLSSocketOptions | undefined): Socket =>
  new TLSSocket(socket, { ...tls, isServer: true });
