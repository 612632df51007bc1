import { writeEnvelope } from './envelope.js';
import { endOfData, stuffDots } from './frame-body.js';
import { cut, watch, type Body, type Step, type Talk } from './talk.js';

const RSET: Step = { asks: 'reset', line: 'RSET\r\n' };
const DATA: Step = { asks: 'data', line: 'DATA\r\n' };
const QUIT: Step = { asks: 'quit', line: 'QUIT\r\n' };
const DOT: Step = { asks: 'dot', line: '' };

/**
 * Octets handed to the socket before it is asked whether it wants more. Nearly all messages are smaller and go out in
 * one system call; of a larger one it stays known that its dot was not written while the relay does not read.
 */
export const CHUNK = 64 * 1024;

/** Says all that may be said now. */
export function say(talk: Talk): void {
  if (talk.over || talk.wire.gone()) return;
  const { body } = talk;
  if (body?.dotted === false) return sayBody(talk, body);
  takeNext(talk);
  const silent = talk.expected.length === 0;
  const lines = linesToSay(talk);
  if (lines === '') return;
  talk.wire.write([Buffer.from(lines)]);
  if (silent) watch(talk);
}

function sayBody(talk: Talk, body: Body): void {
  if (talk.wire.full()) return;
  body.bytes ??= begin(talk, body);
  if (body.bytes === undefined) return;
  while (body.bytes.length - body.written > CHUNK) {
    talk.wire.write([body.bytes.subarray(body.written, (body.written += CHUNK))]);
    if (talk.over || talk.wire.full()) return watch(talk);
  }
  const last = body.written === 0 ? body.bytes : body.bytes.subarray(body.written);
  body.written = body.bytes.length;
  body.dotted = true;
  talk.expected.push(DOT);
  takeNext(talk);
  // RFC 2920 3.1: the end of a message may be followed by the next group of commands in the same flight.
  body.end = talk.wire.write([last, Buffer.from(endOfData(body.bytes) + linesToSay(talk))]);
  watch(talk);
}

/** Undefined when the message must not be begun: only a cut keeps a server that waits for it from taking anything. */
function begin(talk: Talk, { envelope: { job } }: Body): Buffer | undefined {
  try {
    job.beforeBody();
    return stuffDots(job.message);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    talk.body = undefined;
    job.settle({ kind: 'broken', phase: 'data', dotWritten: false, reason });
    cut(talk, reason);
    return undefined;
  }
}

/** May be given another message: nothing of it waits behind a message whose body is not written. */
export function wantsNext({ over, leaving, envelope, body, taken, timing, offers, expected, unsaid }: Talk): boolean {
  if (over || leaving || envelope !== undefined || taken >= timing.messagesPerConnection) return false;
  if (offers.pipelining) return body === undefined || body.dotted;
  return body === undefined && expected.length === 0 && unsaid.length === 0;
}

/** Takes the next message, if there is one and it may be asked for; or leaves when it has carried its share. */
export function takeNext(talk: Talk): void {
  while (wantsNext(talk)) {
    const job = talk.source.next();
    if (job === undefined) break;
    const written = writeEnvelope(job.message, talk.offers);
    if ('kind' in written) {
      job.settle(written);
      continue;
    }
    if (talk.unclean) talk.unsaid.push(RSET);
    talk.unclean = false;
    talk.unsaid.push({ asks: 'mail', line: written.mail }, { asks: 'rcpt', line: written.rcpt }, DATA);
    talk.envelope = { job, reused: talk.taken > 0, refused: false };
    talk.taken += 1;
  }
  if (talk.taken >= talk.timing.messagesPerConnection && talk.envelope === undefined) leave(talk);
}

/** Says QUIT when all before it is answered, with PIPELINING right after the last dot. */
export function leave(talk: Talk): void {
  if (talk.leaving) return;
  talk.leaving = true;
  talk.unsaid.push(QUIT);
}

/** With PIPELINING all in one flight, without it one at a time. */
function linesToSay({ offers, expected, unsaid }: Talk): string {
  // RFC 2920 3.1: DATA ends a group of commands.
  if (expected.length > 0 && (!offers.pipelining || expected.at(-1)?.asks === 'data')) return '';
  const steps = unsaid.splice(0, offers.pipelining ? unsaid.length : 1);
  expected.push(...steps);
  return steps.map(({ line }) => line).join('');
}
