import type { SendOutcome } from '../../delivery/mailer.js';
import { openConnection, type RelayConnection } from './connection.js';
import type { Relay } from './relay-url.js';
import type { SmtpTiming } from './timing.js';

/** Connections to one relay, opened when needed, at most `relay.connections` at a time. */
export interface ConnectionPool {
  /**
   * Runs `work` with a connection of its own; the outcome of opening when there is none to be had. `admit` is asked when
   * a connection may be used and before it is opened: none grows old in the relay's hands while its message waits.
   */
  use(work: Work, admit: () => Promise<boolean>): Promise<SendOutcome>;
  close(): Promise<void>;
}

type Work = (connection: RelayConnection) => Promise<SendOutcome>;

const NOT_BEGUN: SendOutcome = { kind: 'not-begun', reason: 'Its turn at the rate of the relay would come too late' };

export function createConnectionPool({ relay, timing }: { relay: Relay; timing: SmtpTiming }): ConnectionPool {
  const idle = createIdleList(timing.idle);
  const waiting: (() => void)[] = [];
  const busy = new Set<Promise<SendOutcome>>();
  let taken = 0;

  const enter = async () => {
    if (taken < relay.connections) taken += 1;
    else
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
  };
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) taken -= 1;
    else next();
  };
  const run = async (work: Work, admit: () => Promise<boolean>): Promise<SendOutcome> => {
    await enter();
    try {
      if (!(await admit())) return NOT_BEGUN;
      const opened = await takeOrOpen(idle, relay, timing);
      if (!opened.ok) return opened.outcome;
      const outcome = await work(opened.connection);
      if (opened.connection.usable()) idle.put(opened.connection);
      return outcome;
    } finally {
      leave();
    }
  };
  return {
    use: async (work, admit) => {
      const running = run(work, admit);
      busy.add(running);
      try {
        return await running;
      } finally {
        busy.delete(running);
      }
    },
    close: async () => {
      await Promise.allSettled(busy);
      idle.close();
    },
  };
}

async function takeOrOpen(idle: IdleList, relay: Relay, timing: SmtpTiming) {
  const connection = idle.take();
  return connection === undefined ? openConnection(relay, timing) : { ok: true as const, connection };
}

interface IdleList {
  /** The connection used last: the others may grow old and close. */
  take(): RelayConnection | undefined;
  put(connection: RelayConnection): void;
  close(): void;
}

function createIdleList(closeAfter: number): IdleList {
  const entries: { connection: RelayConnection; timer: NodeJS.Timeout }[] = [];
  return {
    take: () => {
      for (let entry = entries.pop(); entry !== undefined; entry = entries.pop()) {
        clearTimeout(entry.timer);
        if (entry.connection.usable()) return entry.connection;
      }
      return undefined;
    },
    put: (connection) => {
      const timer = setTimeout(() => {
        entries.splice(
          entries.findIndex((entry) => entry.connection === connection),
          1,
        );
        connection.quit();
      }, closeAfter);
      timer.unref();
      entries.push({ connection, timer });
    },
    close: () => {
      for (const { connection, timer } of entries.splice(0)) {
        clearTimeout(timer);
        connection.quit();
      }
    },
  };
}
