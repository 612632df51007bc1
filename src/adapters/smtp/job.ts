import type { OutgoingMessage, SendOutcome } from '../../delivery/mailer.js';
import type { Wire } from './wire.js';

/** One message on its way through the pool. */
export interface Job {
  readonly message: OutgoingMessage;
  /** Called before the first byte of the body; when it throws, the body is not begun. */
  readonly beforeBody: () => void;
  /** Called once. */
  readonly settle: (outcome: SendOutcome) => void;
  /** How often it came back from a connection that broke before its body was begun. */
  moves: number;
}

/** Where a connection takes its messages from. */
export interface JobSource {
  next(): Job | undefined;
  /** Certainly not sent: it may go over another connection. */
  giveBack(job: Job): void;
}

/** Of an accepted message: its memory is free, unless a server said yes before it can have read all of it. */
export function release({ message }: Job, end: number, wire: Pick<Wire, 'flushed'>): void {
  if (wire.flushed() >= end) message.release?.();
}
