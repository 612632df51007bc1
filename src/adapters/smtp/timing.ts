import { MINUTE, SECOND } from '../../kernel/clock.js';

/** Milliseconds; a test scales them. */
export interface SmtpTiming {
  /** To connect, greet, negotiate TLS and log in; again for each answer before the dot, and for each stalled write. */
  readonly beforeDot: number;
  /** RFC 5321 4.5.3.2.6: a shorter wait would send copies. */
  readonly afterDot: number;
  /** An unused connection is closed after this. */
  readonly idle: number;
  /** Messages over one connection. */
  readonly messagesPerConnection: number;
  /** A relay whose quickest answer takes this long is far away: several messages may be under way to it. */
  readonly farAway: number;
}

export const SMTP_TIMING: SmtpTiming = {
  beforeDot: 60 * SECOND,
  afterDot: 10 * MINUTE,
  idle: 30 * SECOND,
  messagesPerConnection: 100,
  farAway: 10,
};
