import type { Limit } from './pace-store.js';

/** One message ready for the wire. */
export interface OutgoingMessage {
  readonly envelopeFrom: string;
  readonly envelopeTo: string;
  /** The whole RFC 5322 message, CRLF line ends, signed. */
  readonly bytes: Uint8Array;
  /**
   * Called by the mailer, once at most, when the message was accepted and none of its octets waits in a socket: `bytes` may be
   * overwritten from then on. Not of a message in doubt.
   */
  readonly release?: () => void;
  /** No line starts with a dot, as its maker knows: the writer need not look for one in 20 KB. */
  readonly dotless?: true;
  /** Every line ends in CRLF and nothing else does, as its maker knows. */
  readonly cleanLines?: true;
  /** Set when an address in the head or the envelope is not ASCII: only a relay with SMTPUTF8 takes it (RFC 6531). */
  readonly smtpUtf8?: boolean;
}

/** What SMTP said, with the phase it said it in. `dotWritten` tells whether the server may have taken the message. */
export type SendOutcome = Answer & {
  /** The relay that was asked, where there are several. */
  readonly relay?: string;
};

type Answer =
  | { readonly kind: 'accepted'; readonly code: number; readonly reply: string }
  | { readonly kind: 'refused'; readonly phase: SmtpPhase; readonly code: number; readonly reply: string }
  | { readonly kind: 'broken'; readonly phase: SmtpPhase; readonly dotWritten: boolean; readonly reason: string }
  /** Its turn would have come too late: the relay was not asked. */
  | { readonly kind: 'not-begun'; readonly reason: string };

export type SmtpPhase = 'connect' | 'greeting' | 'hello' | 'tls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'dot';

/** One relay with what it allows the whole installation; its mailer knows of no rate. */
export interface RelayLine {
  /** `mail.example.org:587`; its own among the relays. */
  readonly name: string;
  /** Share of the mail among several relays. */
  readonly weight: number;
  readonly limit: Limit;
  readonly mailer: Mailer;
}

/** Sends one message over a connection of its own pool. Never throws; never retries by itself. */
export interface Mailer {
  /** How many `send` calls may run at once; more once a relay turns out to be far away. */
  readonly concurrency: number;
  /** The relays behind it, for those who choose among them message by message. */
  readonly relays?: readonly RelayLine[];
  /**
   * `beforeBody` is called, and its write is finished, before the first byte of the message leaves. When it throws,
   * nothing is sent and the outcome is broken without a dot. `turnBy`, in milliseconds of `performance.now()`: a message
   * whose turn at the relay's rate would come later is not begun, and takes nobody's turn.
   */
  send(message: OutgoingMessage, beforeBody?: () => void, turnBy?: number): Promise<SendOutcome>;
  /** Logs in and out again: the fault in words, or undefined when all is well. */
  check(): Promise<string | undefined>;
  close(): Promise<void>;
}
