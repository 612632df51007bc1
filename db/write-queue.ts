import type { Db } from './open.js';

/** Runs a change in a commit it shares with others; resolves after that commit, rejects when the change or the commit failed. */
export type WriteQueue = <T>(work: () => T) => Promise<T>;

interface Waiting {
  readonly run: () => void;
  readonly settle: (failure?: { readonly error: unknown }) => void;
}

/** The lock is held for some milliseconds at most, so that a sender's claim does not wait behind a flood of bounces. */
const MOST_PER_COMMIT = 200;

/**
 * A commit with fsync costs milliseconds whatever its size, and each makes the senders wait for the lock: everything that
 * came in during one turn of the event loop goes into one. Each change is a savepoint, so one that fails takes no other with it.
 *
 * @param gather milliseconds to wait for more, where nobody is in a hurry.
 */
export function createWriteQueue({ db, gather }: { db: Db; gather?: number }): WriteQueue {
  const waiting: Waiting[] = [];
  const commitSoon = () => void (gather === undefined ? setImmediate(commit) : setTimeout(commit, gather));

  function commit(): void {
    const batch = waiting.splice(0, MOST_PER_COMMIT);
    if (waiting.length > 0) setImmediate(commit);
    try {
      db.write(() => {
        for (const { run } of batch) run();
      });
      for (const { settle } of batch) settle();
    } catch (error) {
      for (const { settle } of batch) settle({ error });
    }
  }

  return async (work) =>
    new Promise((resolve, reject) => {
      let result: { readonly value: ReturnType<typeof work> } | { readonly error: unknown } = { error: undefined };
      const run = () => {
        try {
          result = { value: db.write(work) };
        } catch (error) {
          result = { error };
        }
      };
      const settle: Waiting['settle'] = (failure) => {
        const end = failure ?? result;
        if ('value' in end) resolve(end.value);
        else reject(end.error);
      };
      waiting.push({ run, settle });
      if (waiting.length === 1) commitSoon();
    });
}
