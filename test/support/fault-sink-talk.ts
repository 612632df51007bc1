import type { TLSSocketOptions } from 'node:tls';
import type { SinkEnd } from './fault-sink-log.js';
import type { SinkFault, SinkPoint, SinkScript } from './fault-sink-script.js';
import type { SinkWire } from './fault-sink-wire.js';

/** A final dot or a whole last chunk, before its answer. */
export interface SinkDot {
  readonly session: number;
  readonly rcpt: string;
  readonly from: string;
  readonly replied: string | null;
  /** As it came: dot-stuffed after DATA, as it is after BDAT. */
  readonly body: Buffer;
  readonly stuffed: boolean;
}

export interface SessionOptions {
  readonly session: number;
  readonly script: SinkScript;
  readonly onMail: () => void;
  /** The answer waits for it. */
  readonly onDot: (dot: SinkDot) => Promise<void> | undefined;
  readonly onFault: (point: SinkPoint, fault: SinkFault) => void;
  readonly onEnd: (end: SinkEnd) => void;
  readonly extensions: readonly string[];
  /** `user:pass`; everything else is refused with 535. */
  readonly login: string | undefined;
  /** Offers STARTTLS with this key and certificate. */
  readonly tls: TLSSocketOptions | undefined;
  /** Messages a client may have under way: so many answers it may not have read when the connection breaks. */
  readonly underWay: number;
  /** Bytes a second it takes from the client; as fast as they come unless told. */
  readonly readRate: number | undefined;
}

/** What is known of the client, and survives STARTTLS except for the login. */
export interface Talk {
  from: string;
  rcpt: string;
  transaction: number;
  mail: boolean;
  data: boolean;
  /** Bytes of the chunk that is awaited. */
  chunk: number | undefined;
  midBody: boolean;
  loggedIn: boolean;
  secure: boolean;
  /** Recipients of the last messages that were answered, as many as a client may have under way, and of the next one. */
  answered: readonly string[];
  asked: string;
}

/** One session: what it is for, what is known of the client, and the way to it. */
export interface Conversation {
  readonly options: SessionOptions;
  readonly talk: Talk;
  readonly wire: SinkWire;
  readonly startTls: () => void;
}

export const faultOf = ({ options, talk }: Conversation, point: SinkPoint): SinkFault | undefined => {
  const { session, script, onFault } = options;
  const fault = script({ point, session, transaction: talk.transaction, from: talk.from, rcpt: talk.rcpt });
  if (fault !== undefined) onFault(point, fault);
  return fault;
};

/** Answers, or does what the script says instead. `answered` when the client got the usual answer. */
export async function answer(
  conversation: Conversation,
  point: SinkPoint,
  line: string,
): Promise<'answered' | 'faulted'> {
  const { wire } = conversation;
  const fault = faultOf(conversation, point);
  if (fault === undefined) {
    wire.answer(line);
    return 'answered';
  }
  const goesOn = await wire.play(fault, line);
  return goesOn && fault.do !== 'reply' ? 'answered' : 'faulted';
}
