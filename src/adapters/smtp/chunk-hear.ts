import { type ChunkStep, type ChunkTalk, type Parcel, cut, tellRefusal } from './chunk-talk.js';
import { release } from './job.js';
import { oneLine } from './read-error.js';
import type { Reply } from './reply-reader.js';

const CLOSING = 421;

/** Takes the next answer: it belongs to what has waited longest (RFC 2920 3.2). */
export function hearChunked(talk: ChunkTalk, reply: Reply): void {
  const step = talk.expected.shift();
  if (step === undefined) return cut(talk, `Unasked: ${oneLine(reply.text)}`);
  // A server that answers on after 421 does read what follows.
  talk.closing = reply.code === CLOSING;
  if (talk.closing) talk.leaving = true;
  hearAnswer(talk, step, reply);
  if (talk.closing && talk.parcels.length === 0) cut(talk, oneLine(reply.text));
}

function hearAnswer(talk: ChunkTalk, step: ChunkStep, reply: Reply): void {
  switch (step.asks) {
    case 'mail':
    case 'rcpt':
      return hearCommand(talk, { asks: step.asks, parcel: step.parcel }, reply);
    case 'chunk':
      return hearChunk(talk, step.parcel, reply);
    case 'reset':
      if (reply.code >= 300 && !talk.closing) cut(talk, `RSET was refused: ${oneLine(reply.text)}`);
      return;
    case 'quit':
    default:
      cut(talk, 'The session is over');
  }
}

function hearCommand(
  talk: ChunkTalk,
  { asks, parcel }: { asks: 'mail' | 'rcpt'; parcel: Parcel },
  { code, text }: Reply,
): void {
  const reply = oneLine(text);
  if (code >= 300 && code < 400) cut(talk, `Out of turn: ${reply}`);
  else if (code >= 400) parcel.refusal ??= { kind: 'refused', phase: asks, code, reply };
}

/** A chunk without a recipient is refused as such; what was said against the recipient is the outcome. */
function hearChunk(talk: ChunkTalk, parcel: Parcel, { code, text }: Reply): void {
  const { job, end, refusal } = parcel;
  const reply = oneLine(text);
  const taken = code < 300;
  // A yes before the last octet, or to a sender that was refused, may mean that something was taken.
  const odd = taken && (!parcel.whole || refusal?.phase === 'mail');
  if (odd || (code >= 300 && code < 400)) return doubt(talk, parcel, `No answer to a message: ${reply}`);
  talk.parcels.shift();
  talk.unclean = !taken || refusal !== undefined;
  if (taken && refusal === undefined) release(job, end, talk.wire);
  if (refusal !== undefined) tellRefusal(talk, parcel, refusal);
  else job.settle(taken ? { kind: 'accepted', code, reply } : { kind: 'refused', phase: 'dot', code, reply });
  if (!parcel.whole) cut(talk, `Refused before its end: ${reply}`);
}

function doubt(talk: ChunkTalk, { job }: Parcel, reason: string): void {
  talk.parcels.shift();
  job.settle({ kind: 'broken', phase: 'dot', dotWritten: true, reason });
  cut(talk, reason);
}
