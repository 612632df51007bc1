import type { Hooks } from './hooks/open-hooks.js';
import type { FeedbackNumbers } from './numbers/open-numbers.js';

/** Mail that came in on INBOUND_PORT. */
export interface InboundMail {
  readonly envelopeFrom: string;
  readonly envelopeTo: string;
  readonly raw: Uint8Array;
}

/** `not-ours`: no signed address. `unreadable`: a person should look at it. */
export type InboundResult = 'noted' | 'unreadable' | 'not-ours';

/** What the inbound SMTP server asks of the feedback room. */
export interface InboundRoom {
  /** At RCPT: a signed bounce or unsubscribe address of ours, or not. */
  accepts(recipient: string): boolean;
  /** Judges and records once; side effects hang on the row that changed. */
  receive(mail: InboundMail): Promise<InboundResult>;
}

/** All that others may ask of the feedback room. */
export type FeedbackRoom = InboundRoom & Hooks & FeedbackNumbers;
