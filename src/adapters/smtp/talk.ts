import type { SendOutcome, SmtpPhase } from '../../delivery/mailer.js';
import type { Offers } from './adopt-socket.js';
import type { Deadline } from './deadline.js';
import type { Job, JobSource } from './job.js';
import type { SmtpTiming } from './timing.js';
import type { Wire } from './wire.js';

/** A command, or the end of a body, that is answered with one answer. */
export interface Step {
  readonly asks: 'mail' | 'rcpt' | 'data' | 'dot' | 'reset' | 'empty-dot' | 'quit';
  readonly line: string;
}

/** A message whose commands are said, or about to be, and whose body is not begun. */
export interface Envelope {
  readonly job: Job;
  /** Another message went over the connection before: when it breaks now, that may be its age. */
  readonly reused: boolean;
  /** Its outcome is told; the answers to its further commands are only waited for. */
  refused: boolean;
}

/** The message the server wants to read, or reads. Only one at a time. */
export interface Body {
  readonly envelope: Envelope;
  /** Undefined until it is begun. */
  bytes: Buffer | undefined;
  /** Octets handed to the socket. */
  written: number;
  /** The final dot was handed to the socket. */
  dotted: boolean;
  /** Where on the wire it ends, once it was dotted. */
  end: number;
}

/** The state of one SMTP conversation. */
export interface Talk {
  readonly wire: Wire;
  readonly offers: Offers;
  readonly timing: SmtpTiming;
  readonly source: JobSource;
  readonly deadline: Deadline;
  /** Said and not answered, in order. */
  readonly expected: Step[];
  /** To be said: at once with PIPELINING, else one at a time. */
  readonly unsaid: Step[];
  envelope: Envelope | undefined;
  body: Body | undefined;
  /** Messages it was given. */
  taken: number;
  /** A refused recipient has left a transaction open: MAIL needs RSET before it. */
  unclean: boolean;
  /** QUIT is said or about to be. */
  leaving: boolean;
  over: boolean;
  readonly onOver: () => void;
}

/** Milliseconds a relay may take to answer QUIT. */
export const GOODBYE = 2_000;

/** Sets the timer to what is waited for now. */
export function watch({ deadline, expected, body, timing }: Talk): void {
  const asks = expected[0]?.asks;
  if (asks === 'dot') deadline.set(timing.afterDot);
  else if (asks === 'quit') deadline.set(GOODBYE);
  else deadline.set(asks === undefined && body === undefined ? timing.idle : timing.beforeDot);
}

/**
 * So often a message may go on to another connection after one broke before its body was begun: a relay that closes
 * each connection early would otherwise be asked for ever.
 */
const MOST_MOVES = 3;

/** Cuts the connection. What is on it gets its outcome by what is known. `refusal`: of the message that is not begun. */
export function cut(talk: Talk, reason: string, refusal?: SendOutcome): void {
  if (talk.over) return;
  talk.over = true;
  talk.deadline.stop();
  talk.wire.cut();
  const { body, envelope, expected } = talk;
  if (body?.dotted === true) body.envelope.job.settle({ kind: 'broken', phase: 'dot', dotWritten: true, reason });
  else if (body?.bytes !== undefined)
    body.envelope.job.settle({ kind: 'broken', phase: 'data', dotWritten: false, reason });
  else if (body !== undefined) moveOn(talk.source, body.envelope, notSent('data', reason));
  const phase = [...expected, ...talk.unsaid].map(({ asks }) => asks).find(isEnvelopePhase) ?? 'data';
  if (envelope?.refused === false) moveOn(talk.source, envelope, refusal ?? notSent(phase, reason));
  talk.onOver();
}

/** Over another connection, when this one has worked before; its outcome otherwise. */
export function moveOn(
  source: JobSource,
  { job, reused }: Pick<Envelope, 'job' | 'reused'>,
  otherwise: SendOutcome,
): void {
  if (!reused || job.moves >= MOST_MOVES) return job.settle(otherwise);
  job.moves += 1;
  source.giveBack(job);
}

const isEnvelopePhase = (asks: Step['asks']) => asks === 'mail' || asks === 'rcpt' || asks === 'data';

const notSent = (phase: SmtpPhase, reason: string): SendOutcome => ({
  kind: 'broken',
  phase,
  dotWritten: false,
  reason,
});
