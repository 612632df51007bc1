/** One message ready for the wire. */
export interface OutgoingMessage {
  readonly envelopeFrom: string;
  readonly envelopeTo: string;
  /** The whole RFC 5322 message, CRLF line ends, signed. */
  readonly bytes: Uint8Array;
}

/** What SMTP said, with the phase it said it in. `dotWritten` tells whether the server may have taken the message. */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly code: number; readonly reply: string }
  | { readonly kind: 'refused'; readonly phase: SmtpPhase; readonly code: number; readonly reply: string }
  | { readonly kind: 'broken'; readonly phase: SmtpPhase; readonly dotWritten: boolean; readonly reason: string };

export type SmtpPhase = 'connect' | 'greeting' | 'hello' | 'tls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'dot';

/** Sends one message over a connection of its own pool. Never throws; never retries by itself. */
export interface Mailer {
  /** How many `send` calls may run at once. */
  readonly concurrency: number;
  /**
   * `beforeBody` is called, and its write is finished, before the first byte of the message leaves. When it throws,
   * nothing is sent and the outcome is broken without a dot.
   */
  send(message: OutgoingMessage, beforeBody?: () => void): Promise<SendOutcome>;
  /** Logs in and out again: the fault in words, or undefined when all is well. */
  check(): Promise<string | undefined>;
  close(): Promise<void>;
}
