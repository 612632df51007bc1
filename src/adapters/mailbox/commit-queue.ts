import type { MailFile, StoredRow } from './mail-file.js';

interface Waiting {
  readonly rows: readonly StoredRow[];
  readonly done: (error?: Error) => void;
}

/**
 * Stores mails in shared commits: a commit with fsync costs some milliseconds whatever its size, so all mails that arrived
 * in one turn of the event loop go into one. Each promise resolves after its commit.
 */
export function createCommitQueue(file: Pick<MailFile, 'insert'>) {
  let waiting: Waiting[] = [];

  function commit(): void {
    const batch = waiting;
    waiting = [];
    let failure: Error | undefined;
    try {
      file.insert(batch.flatMap(({ rows }) => rows));
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
    for (const { done } of batch) done(failure);
  }

  return {
    async store(rows: readonly StoredRow[]): Promise<void> {
      return new Promise((resolve, reject) => {
        waiting.push({ rows, done: (error) => (error === undefined ? resolve() : reject(error)) });
        if (waiting.length === 1) setImmediate(commit);
      });
    },
  };
}
