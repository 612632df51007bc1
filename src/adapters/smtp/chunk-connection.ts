import type { Session } from './adopt-socket.js';
import { hearChunked } from './chunk-hear.js';
import { sayChunks, wantsMessage } from './chunk-say.js';
import { cut, watch, type ChunkTalk } from './chunk-talk.js';
import { createDeadline } from './deadline.js';
import type { ConnectionDeps, RelayConnection } from './relay-connection.js';
import type { SmtpTiming } from './timing.js';
import { createWire } from './wire.js';

/**
 * Messages under way at a time over a connection to a relay that is far away: with one, a message costs a round trip.
 * Each is a doubt when the line breaks, so there are only as many as bring the most: 20 connections with three each keep
 * a round trip of 40 ms filled with 1,500 messages a second, which is more than a relay takes.
 */
export const WINDOW = 3;

/** A logged-in SMTP session whose messages go as chunks of a told length (RFC 3030), commands and body in one flight. */
export function createChunkConnection(session: Session, deps: ConnectionDeps): RelayConnection {
  let scheduled = false;
  const speak = () => {
    scheduled = false;
    sayChunks(talk);
  };
  /** Whoever was told of an answer can bring the next message before the next flight leaves. */
  const schedule = () => {
    if (!scheduled) setImmediate(speak);
    scheduled = true;
  };
  const talk: ChunkTalk = {
    ...deps,
    offers: session.offers,
    window: windowOf(session, deps.timing),
    wire: createWire(session, {
      answer: (reply) => hearChunked(talk, reply),
      heard: () => {
        watch(talk);
        schedule();
      },
      drained: speak,
      broken: (reason) => cut(talk, reason),
    }),
    deadline: createDeadline((milliseconds) => {
      if (talk.expected.length === 0) return quit();
      talk.closing = false;
      cut(talk, `No answer within ${milliseconds} ms`);
    }),
    expected: [],
    parcels: [],
    taken: 0,
    unclean: false,
    leaving: false,
    quitSaid: false,
    closing: false,
    over: false,
  };
  const quit = () => {
    talk.leaving = true;
    schedule();
  };
  watch(talk);
  return {
    room: () => (wantsMessage(talk) ? (talk.parcels.length === 0 ? 'idle' : 'next') : 'none'),
    wake: speak,
    quit,
  };
}

/** Messages that may be under way over a session. */
export const windowOf = ({ offers, roundTrip }: Session, { farAway }: SmtpTiming): number =>
  offers.chunking && roundTrip >= farAway ? WINDOW : 1;
