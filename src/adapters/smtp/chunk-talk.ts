import type { SendOutcome } from '../../delivery/mailer.js';
import type { Offers } from './adopt-socket.js';
import type { Deadline } from './deadline.js';
import type { Job, JobSource } from './job.js';
import { GOODBYE, moveOn } from './talk.js';
import type { SmtpTiming } from './timing.js';
import type { Wire } from './wire.js';

/** A message under way: its commands and its chunk are one flight (RFC 3030 2). */
export interface Parcel {
  readonly job: Job;
  /** Another message went over the connection before. */
  readonly reused: boolean;
  readonly chunk: Buffer;
  /** Octets of the chunk handed to the socket. */
  written: number;
  /** All of them: from here on the server may take the message, as after a final dot. */
  whole: boolean;
  /** Where on the wire it ends, once it is whole. */
  end: number;
  /** What was said against its sender or recipient: so it was not taken, whatever becomes of its chunk. */
  refusal: Refusal | undefined;
}

type Refusal = Extract<SendOutcome, { kind: 'refused' }>;

/** Something that is answered with one answer. */
export type ChunkStep =
  { readonly asks: 'mail' | 'rcpt' | 'chunk'; readonly parcel: Parcel } | { readonly asks: 'reset' | 'quit' };

/** The state of one SMTP conversation in chunks. */
export interface ChunkTalk {
  readonly wire: Wire;
  readonly offers: Offers;
  readonly timing: SmtpTiming;
  readonly source: JobSource;
  readonly deadline: Deadline;
  /** Messages that may be under way at a time. */
  readonly window: number;
  /** Said and not answered, in order. */
  readonly expected: ChunkStep[];
  /** Under way, in order; all but the last are whole. */
  readonly parcels: Parcel[];
  /** Messages it was given. */
  taken: number;
  /** The last message was refused: its transaction may still be open. */
  unclean: boolean;
  leaving: boolean;
  quitSaid: boolean;
  /** The server said 421 last: it reads nothing that was said after what it answered. */
  closing: boolean;
  over: boolean;
  readonly onOver: () => void;
}

/** Sets the timer to what is waited for now. */
export function watch({ deadline, expected, closing, timing }: ChunkTalk): void {
  const [step] = expected;
  if (closing || step?.asks === 'quit') deadline.set(GOODBYE);
  else if (step === undefined) deadline.set(timing.idle);
  else deadline.set(step.asks === 'chunk' && step.parcel.whole ? timing.afterDot : timing.beforeDot);
}

/** Cuts the connection. What is under way gets its outcome by what is known. */
export function cut(talk: ChunkTalk, reason: string): void {
  if (talk.over) return;
  talk.over = true;
  talk.deadline.stop();
  talk.wire.cut();
  // The last first: each goes back to the head of the queue.
  for (const parcel of talk.parcels.splice(0).toReversed()) end(talk, parcel, reason);
  talk.onOver();
}

function end(talk: ChunkTalk, parcel: Parcel, reason: string): void {
  const { job, refusal, whole } = parcel;
  if (refusal !== undefined) return tellRefusal(talk, parcel, refusal);
  // RFC 5321 3.8: a server that said 421 takes nothing more.
  if (talk.closing) return moveOn(talk.source, parcel, { kind: 'broken', phase: 'mail', dotWritten: false, reason });
  job.settle({ kind: 'broken', phase: whole ? 'dot' : 'data', dotWritten: whole, reason });
}

const CLOSING = 421;

/** 421 to MAIL ends the session, it does not refuse the message: that goes over another connection. */
export function tellRefusal({ source }: ChunkTalk, parcel: Parcel, refusal: Refusal): void {
  if (refusal.phase === 'mail' && refusal.code === CLOSING) moveOn(source, parcel, refusal);
  else parcel.job.settle(refusal);
}
