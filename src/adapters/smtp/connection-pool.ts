import type { OutgoingMessage, SendOutcome } from '../../delivery/mailer.js';
import { createGate } from '../../kernel/gate.js';
import type { Session } from './adopt-socket.js';
import { WINDOW, windowOf } from './chunk-connection.js';
import { createConnection } from './connection.js';
import type { Job, JobSource } from './job.js';
import type { Opened } from './open-session.js';
import type { RelayConnection } from './relay-connection.js';
import type { Relay } from './relay-url.js';
import type { SmtpTiming } from './timing.js';

/** Connections to one relay, opened when needed, at most `relay.connections` at a time. */
export interface ConnectionPool {
  /** Messages it can have in hand: more once it knows that its relay is far away. */
  concurrency(): number;
  /**
   * Sends a message over a connection that has room for it; the outcome of opening when there is none to be had. `admit`
   * is asked when few enough are before it and before a connection is opened: none grows old in the relay's hands while
   * its message waits.
   */
  send(message: OutgoingMessage, hooks: SendHooks): Promise<SendOutcome>;
  /** Waits for what is being sent, then says goodbye on all connections. */
  close(): Promise<void>;
}

interface SendHooks {
  readonly beforeBody: () => void;
  readonly admit: () => boolean;
}

/**
 * Messages in hand for each connection: one waits for the answer to its dot, the next one's commands follow it on the
 * wire. With fewer, a connection would be silent for a round trip between two messages; more would only wait here.
 */
const IN_HAND = 2;
/** For a relay that is far away and takes chunks: one waits here while a window is under way, so that it stays full. */
const IN_HAND_FAR = WINDOW + 1;

const NOT_BEGUN: SendOutcome = { kind: 'not-begun', reason: 'Its turn at the rate of the relay would come too late' };

export interface ConnectionPoolDeps {
  readonly relay: Relay;
  readonly timing: SmtpTiming;
  readonly openSession: () => Promise<Opened>;
}

export function createConnectionPool(deps: ConnectionPoolDeps): ConnectionPool {
  const { relay, timing } = deps;
  let inHand = IN_HAND;
  const gate = createGate(relay.connections * inHand);
  const busy = new Set<Promise<SendOutcome>>();
  const dispatch = createDispatch(deps, (session) => {
    if (inHand === IN_HAND_FAR || windowOf(session, timing) === 1) return;
    gate.widen(relay.connections * (IN_HAND_FAR - inHand));
    inHand = IN_HAND_FAR;
  });
  const run = async (message: OutgoingMessage, { beforeBody, admit }: SendHooks): Promise<SendOutcome> => {
    await gate.enter();
    try {
      if (!admit()) return NOT_BEGUN;
      return await new Promise<SendOutcome>((settle) => {
        dispatch.add({ message, beforeBody, settle, moves: 0 });
      });
    } finally {
      gate.leave();
    }
  };
  return {
    concurrency: () => relay.connections * inHand,
    send: async (message, hooks) => {
      const running = run(message, hooks);
      busy.add(running);
      try {
        return await running;
      } finally {
        busy.delete(running);
      }
    },
    close: async () => {
      await Promise.allSettled(busy);
      dispatch.close();
    },
  };
}

/** Brings waiting messages and connections together. */
function createDispatch({ relay, timing, openSession }: ConnectionPoolDeps, onOpen: (session: Session) => void) {
  const ready: Job[] = [];
  const connections = new Set<RelayConnection>();
  let opening = 0;
  let closed = false;
  const source: JobSource = {
    next: () => ready.shift(),
    giveBack: (job) => {
      ready.unshift(job);
    },
  };
  const withRoom = (room: 'idle' | 'next') => {
    for (const connection of connections) if (connection.room() === room) return connection;
    return undefined;
  };
  /** Each waiting message to an idle connection, else to a new one, else behind another message. */
  const bring = () => {
    while (ready.length > 0) {
      const idle = withRoom('idle');
      const mayOpen = ready.length > opening;
      if (idle !== undefined) idle.wake();
      else if (mayOpen && connections.size + opening < relay.connections) void open();
      else {
        const busy = mayOpen ? withRoom('next') : undefined;
        if (busy === undefined) return;
        busy.wake();
      }
    }
  };
  const open = async () => {
    opening += 1;
    const opened = await openSession();
    opening -= 1;
    if (opened.ok) {
      onOpen(opened.session);
      const connection = createConnection(opened.session, {
        timing,
        source,
        onOver: () => {
          connections.delete(connection);
          bring();
        },
      });
      connections.add(connection);
      if (closed) connection.quit();
    } else ready.shift()?.settle(opened.outcome);
    bring();
  };
  return {
    add: (job: Job) => {
      ready.push(job);
      // Where others wait already, no connection has room, and one that gets room asks for the next by itself.
      const full = connections.size + opening >= relay.connections;
      if (!full || ready.length === 1) bring();
    },
    close: () => {
      closed = true;
      for (const connection of connections) connection.quit();
    },
  };
}
