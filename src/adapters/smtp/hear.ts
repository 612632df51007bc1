import { release } from './job.js';
import { oneLine } from './read-error.js';
import type { Reply } from './reply-reader.js';
import { cut, type Body, type Envelope, type Step, type Talk } from './talk.js';

const EMPTY_DOT: Step = { asks: 'empty-dot', line: '.\r\n' };
const CLOSING = 421;

/** Takes the next answer: it belongs to the command that has waited longest (RFC 2920 3.2). */
export function hear(talk: Talk, reply: Reply): void {
  const step = talk.expected.shift();
  if (step === undefined) hearUnasked(talk, reply);
  else hearAnswer(talk, step, reply);
  // RFC 5321 3.8: after it the server closes, whatever it was the answer to.
  if (reply.code === CLOSING) cut(talk, oneLine(reply.text));
}

function hearAnswer(talk: Talk, { asks }: Step, reply: Reply): void {
  switch (asks) {
    case 'mail':
    case 'rcpt':
    case 'data':
      if (talk.envelope !== undefined) hearCommand(talk, { asks, envelope: talk.envelope }, reply);
      return;
    case 'dot':
      if (talk.body !== undefined) hearDot(talk, talk.body, reply);
      return;
    case 'reset':
      if (reply.code >= 300) cut(talk, `RSET was refused: ${oneLine(reply.text)}`);
      return;
    case 'quit':
      cut(talk, 'The session is over');
      return;
    case 'empty-dot':
    default:
    // RFC 2920 3.1: nobody was to get it, so nothing follows from the answer.
  }
}

/** Also to commands after a refused one: they were said together, and are answered each (RFC 2920 3.1). */
function hearCommand(
  talk: Talk,
  { asks, envelope }: { asks: 'mail' | 'rcpt' | 'data'; envelope: Envelope },
  reply: Reply,
): void {
  const no = reply.code >= 400;
  if (!no && reply.code >= 300 !== (asks === 'data')) return cut(talk, `Out of turn: ${oneLine(reply.text)}`);
  if (!no && envelope.refused) talk.unclean = true;
  if (no && !envelope.refused) {
    const refusal = { kind: 'refused', phase: asks, code: reply.code, reply: oneLine(reply.text) } as const;
    // It is the session that is over, not the message that is refused.
    if (asks === 'mail' && reply.code === CLOSING && envelope.reused) return cut(talk, refusal.reply, refusal);
    envelope.refused = true;
    talk.unclean = asks !== 'mail';
    envelope.job.settle(refusal);
  }
  if (asks === 'data') endCommands(talk, envelope, no);
  else if (envelope.refused && !talk.offers.pipelining) {
    talk.unsaid.length = 0;
    talk.envelope = undefined;
  }
}

function endCommands(talk: Talk, envelope: Envelope, no: boolean): void {
  talk.envelope = undefined;
  if (!envelope.refused) talk.body = { envelope, bytes: undefined, written: 0, dotted: false, end: Infinity };
  // RFC 2920 3.1: DATA may be accepted although no recipient was.
  else if (!no) talk.unsaid.push(EMPTY_DOT);
}

function hearDot(talk: Talk, { envelope: { job }, end }: Body, { code, text }: Reply): void {
  const reply = oneLine(text);
  if (code >= 300 && code < 400) return cut(talk, `No answer to a message: ${reply}`);
  talk.body = undefined;
  if (code < 300) release(job, end, talk.wire);
  job.settle(code < 300 ? { kind: 'accepted', code, reply } : { kind: 'refused', phase: 'dot', code, reply });
}

/** Something said into the silence, or into a body that has not reached its dot. */
function hearUnasked(talk: Talk, { code, text }: Reply): void {
  const { body } = talk;
  const reply = oneLine(text);
  if (body?.bytes !== undefined) {
    talk.body = undefined;
    body.envelope.job.settle(
      code >= 400
        ? { kind: 'refused', phase: 'dot', code, reply }
        : // An acceptance before the end of the body is no answer to it, and may have been meant as one.
          { kind: 'broken', phase: 'data', dotWritten: true, reason: `Early answer: ${reply}` },
    );
  }
  cut(talk, `Unasked: ${reply}`);
}
