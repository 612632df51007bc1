import type { Mailbox } from '../kernel/email-address.js';

/** A message in parts. */
export interface MessageParts {
  readonly from: Mailbox;
  readonly to: string;
  readonly replyTo: Mailbox | null;
  readonly subject: string;
  /** Milliseconds, for the Date header. */
  readonly date: number;
  /** With angle brackets. */
  readonly messageId: string;
  /** Letters and digits; the same boundary makes the same bytes. */
  readonly boundary: string;
  /** Further headers in order; a value may hold CRLF-space folds of its own. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly html: string;
  readonly text: string;
}

/** Makes the RFC 5322 bytes: multipart/alternative, text first, 7-bit clean, CRLF. The same parts give the same bytes. */
export interface MessageComposer {
  compose(parts: MessageParts): Promise<Uint8Array>;
}

/** Adds the DKIM signature. Throws rather than return an unsigned message. */
export interface MessageSigner {
  sign(message: Uint8Array): Promise<Uint8Array>;
}
