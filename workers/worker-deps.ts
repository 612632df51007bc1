import type { LetterSender, Reconciler, SenderRoom } from '../src/delivery/room.js';
import type { Bell } from '../src/kernel/bell.js';
import type { Logger } from '../src/kernel/logger.js';
import type { Rooms } from '../src/rooms.js';
import type { SubscribersRoom } from '../src/subscribers/room.js';

/** Does one job of a queue. Throws for a payload that is none of ours. */
export type Handler = (data: unknown, signal: AbortSignal) => Promise<void>;

/** A BullMQ worker at work, with its connection inside. */
export interface RunningJobs {
  active(): number;
  ended(): number;
  close(): Promise<void>;
}

export type RunJobs = (options: {
  readonly queue: 'send' | 'work';
  readonly concurrency: number;
  handle(name: string, data: unknown, signal: AbortSignal): Promise<void>;
}) => RunningJobs;

/** All the worker process needs; built by wire.ts. */
export interface WorkerDeps {
  readonly rooms: Pick<Rooms, 'issues' | 'articles'> & {
    readonly subscribers: Pick<SubscribersRoom, 'settleSignUps' | 'remindOfSignUps'>;
  };
  readonly letters: LetterSender;
  readonly reconciler: Reconciler;
  readonly bell: Bell;
  readonly runJobs: RunJobs;
  readonly logger: Logger;
  /** Raises an alarm when what comes back passes a line. */
  watchFeedback(): Promise<void>;
  /** Forgets which reports were taken, once nobody tells them again. */
  forgetSeen(): Promise<void>;
  /** Tells /readyz that this process works. */
  beat(): void;
  /** Closes bell, connections and database. */
  close(): Promise<void>;
}

/** All a sender process needs; built by wire.ts. */
export interface SenderDeps {
  readonly sender: SenderRoom;
  readonly runJobs: RunJobs;
  readonly logger: Logger;
  /** Closes the sender room, connections and database. */
  close(): Promise<void>;
}

/** A process at work. */
export interface RunningRole {
  /** Resolves when it is of no more use and closes itself: the process must end as failed, to be started anew. */
  readonly lost?: Promise<void>;
  /** Safe to call twice. */
  close(): Promise<void>;
}
