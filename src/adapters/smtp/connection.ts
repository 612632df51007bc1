import type { Session } from './adopt-socket.js';
import { createChunkConnection } from './chunk-connection.js';
import { createDeadline } from './deadline.js';
import { hear } from './hear.js';
import { leave, say, takeNext, wantsNext } from './say.js';
import { cut, watch, type Talk } from './talk.js';
import type { ConnectionDeps, RelayConnection } from './relay-connection.js';
import { createWire } from './wire.js';

export const createConnection = (session: Session, deps: ConnectionDeps): RelayConnection =>
  session.offers.chunking ? createChunkConnection(session, deps) : createDataConnection(session, deps);

/**
 * Has one message whose answer it waits for, and one whose commands follow it in the same flight, so that a message costs
 * one round trip (RFC 2920).
 */
function createDataConnection(session: Session, deps: ConnectionDeps): RelayConnection {
  let scheduled = false;
  const speak = () => {
    scheduled = false;
    say(talk);
  };
  /** Whoever was told of an answer can bring the next message before the next flight leaves. */
  const schedule = () => {
    if (!scheduled) setImmediate(speak);
    scheduled = true;
  };
  const talk: Talk = {
    ...deps,
    offers: session.offers,
    wire: createWire(session, {
      answer: (reply) => hear(talk, reply),
      heard: () => {
        watch(talk);
        schedule();
      },
      drained: () => {
        if (talk.body?.dotted === false) speak();
      },
      broken: (reason) => cut(talk, reason),
    }),
    deadline: createDeadline((milliseconds) => {
      if (isSilent(talk)) quit();
      else cut(talk, `No answer within ${milliseconds} ms`);
    }),
    expected: [],
    unsaid: [],
    envelope: undefined,
    body: undefined,
    taken: 0,
    unclean: false,
    leaving: false,
    over: false,
  };
  const quit = () => {
    leave(talk);
    schedule();
  };
  watch(talk);
  return {
    room: () => (wantsNext(talk) ? (isSilent(talk) ? 'idle' : 'next') : 'none'),
    wake: () => {
      takeNext(talk);
      schedule();
    },
    quit,
  };
}

const isSilent = ({ expected, unsaid, body }: Talk) =>
  expected.length === 0 && unsaid.length === 0 && body === undefined;
