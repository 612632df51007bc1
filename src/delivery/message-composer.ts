import type { Mailbox } from '../kernel/email-address.js';
import type { Filling, MessageForm } from './message-form.js';

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

/**
 * Makes the RFC 5322 bytes: multipart/alternative, text first, both parts quoted-printable, 7-bit clean, CRLF. The same
 * parts give the same bytes.
 */
export interface MessageComposer {
  compose(parts: MessageParts): Promise<Uint8Array>;
}

/** Adds DKIM signatures. Throws rather than return an unsigned message. */
export interface MessageSigner {
  sign(message: Uint8Array): Promise<Uint8Array>;
  /** Does once what is the same for all messages of a form. */
  prepare(form: MessageForm<unknown>): FormSigner;
}

/** Signs the messages of one form. */
export interface FormSigner {
  /** The signature fields that go before the head, each with its line end. */
  sign(filling: Filling): Promise<string>;
}
