/* oxlint-disable no-underscore-dangle -- the one file that knows nodemailer's inner fields; a test pins them */
import { Socket } from 'node:net';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';

/** What the server offered in its EHLO, as far as we use it. */
export interface Offers {
  readonly pipelining: boolean;
  readonly smtpUtf8: boolean;
  readonly size: boolean;
  /** A message may go in a chunk of a told length, without leave (RFC 3030), its commands in the same flight. */
  readonly chunking: boolean;
  /** The largest message it takes, in octets; 0 when it does not tell. */
  readonly mostBytes: number;
}

/** What was heard while nodemailer opened the session. */
export interface Heard {
  /** The whole answer to the last EHLO: nodemailer keeps only the extensions it uses itself. */
  readonly hello: string;
  /** Milliseconds of the quickest answer; Infinity when there was none. */
  readonly roundTrip: number;
}

/** A logged-in session without an owner: its socket has no listeners but those of its new one. */
export interface Session {
  readonly socket: Socket;
  readonly offers: Offers;
  /** What the server said beyond the last answer: nobody asked for it. */
  readonly early: Buffer;
  readonly roundTrip: number;
}

const LISTENERS = {
  data: '_onSocketData',
  error: '_onSocketError',
  close: '_onSocketClose',
  end: '_onSocketEnd',
  timeout: '_onSocketTimeout',
} as const;

const CHUNKING = /^250[ -]CHUNKING\s*$/im;

/** The inner fields of nodemailer 10 used here and nowhere else. */
type Inner = { [name in (typeof LISTENERS)[keyof typeof LISTENERS]]?: (...args: unknown[]) => void } & {
  _socket?: unknown;
  _supportedExtensions?: unknown;
  _maxAllowedSize?: unknown;
  _remainder?: unknown;
  _responseQueue?: unknown;
  _destroyed?: unknown;
};

/**
 * Takes the socket out of a connection that nodemailer opened. To be called in the callback that says it is ready, so
 * that no byte comes between. Throws when nodemailer's inside is not what it was: better no mail than a lost answer.
 */
export function adoptSocket(smtp: SMTPConnection, { hello, roundTrip }: Heard): Session {
  const inner = smtp as unknown as Inner;
  const { _socket: socket, _supportedExtensions: extensions, _maxAllowedSize: mostBytes } = inner;
  if (!(socket instanceof Socket)) throw changed('_socket');
  if (!Array.isArray(extensions)) throw changed('_supportedExtensions');
  if (typeof mostBytes !== 'number') throw changed('_maxAllowedSize');
  if (inner._destroyed !== false) throw changed('_destroyed');
  const early = takeUnread(inner);
  releaseListeners(inner, socket);
  socket.setTimeout(0);
  // From here on nodemailer ignores whatever it has still planned for this session.
  inner._destroyed = true;
  inner._socket = false;
  const pipelining = extensions.includes('PIPELINING');
  const offers = {
    pipelining,
    chunking: pipelining && CHUNKING.test(hello),
    smtpUtf8: extensions.includes('SMTPUTF8'),
    size: extensions.includes('SIZE'),
    mostBytes,
  };
  return { socket, offers, early, roundTrip };
}

function takeUnread(inner: Inner): Buffer {
  const { _responseQueue: replies, _remainder: rest } = inner;
  if (!Array.isArray(replies)) throw changed('_responseQueue');
  if (typeof rest !== 'string') throw changed('_remainder');
  inner._responseQueue = [];
  inner._remainder = '';
  // Nodemailer keeps bytes as characters.
  return Buffer.from(replies.map((reply) => `${String(reply)}\n`).join('') + rest, 'latin1');
}

function releaseListeners(inner: Inner, socket: Socket): void {
  for (const [event, name] of Object.entries(LISTENERS)) {
    const listener = inner[name];
    // `once` listeners are wrapped, and listeners() unwraps them.
    if (listener === undefined || !socket.listeners(event).includes(listener)) throw changed(name);
    socket.removeListener(event, listener);
  }
}

const changed = (name: string) => new Error(`nodemailer's SMTPConnection has no ${name} as it had in version 10`);
