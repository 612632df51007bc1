import { fileURLToPath } from 'node:url';
import { Worker, type ResourceLimits } from 'node:worker_threads';
import type { FeedBytes } from '../articles/parse-feed.js';

/** The thread's program; beside this file, in the language this file is in. */
const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './feed-worker.ts' : './feed-worker.js', import.meta.url);

/** The first thing a thread says. */
export const READY = 'ready';

/** What the thread can be asked: to read a source, or to scan a page for what it says about itself. */
export interface Question {
  readonly task: 'read' | 'scan';
  readonly feed: FeedBytes;
}

/** What became of a question to a thread. Anything but an answer means that the thread is gone. */
export type Answer =
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'late' }
  | { readonly kind: 'memory' }
  | { readonly kind: 'died'; readonly error: Error };

export interface FeedThread {
  /** One question at a time. `within` is in milliseconds. */
  ask(question: Question, within: number): Promise<Answer>;
  end(): Promise<void>;
}

/** Starts the thread and waits until it can be asked. While nothing is asked it keeps no process alive. Throws when it cannot start. */
export async function startFeedThread(limits: ResourceLimits, within: number): Promise<FeedThread> {
  const worker = createWorker(limits);
  /** What happens to a thread after it was given up is nobody's concern. */
  worker.on('error', () => {});
  const ask = async (question: Question | undefined, time: number): Promise<Answer> => {
    worker.ref();
    const answered = nextAnswer(worker, time);
    if (question !== undefined) worker.postMessage(question, []);
    const answer = await answered;
    worker.unref();
    if (answer.kind !== 'answer') await worker.terminate();
    return answer;
  };
  const first = await ask(undefined, within);
  if (first.kind !== 'answer')
    throw new Error(`The thread that reads feeds did not start: ${first.kind}.`, { cause: first });
  return { ask, end: async () => void (await worker.terminate()) };
}

/**
 * TypeScript needs its loader in every thread: threads do not inherit what was registered while the process ran, and Node 20
 * does not use loaders of the command line for a thread's first file.
 */
function createWorker(resourceLimits: ResourceLimits): Worker {
  if (!ENTRY.pathname.endsWith('.ts')) return new Worker(fileURLToPath(ENTRY), { resourceLimits });
  const [loader, entry] = [import.meta.resolve('tsx/esm/api'), ENTRY.href].map((url) => JSON.stringify(url));
  const code = `import(${loader}).then(({ register }) => { register(); return import(${entry}); });`;
  return new Worker(code, { eval: true, execArgv: [], resourceLimits });
}

async function nextAnswer(worker: Worker, within: number): Promise<Answer> {
  return new Promise((resolve) => {
    const settle = (answer: Answer) => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      resolve(answer);
    };
    const onMessage = (value: unknown) => settle({ kind: 'answer', value });
    const onError = (error: Error & { code?: string }) =>
      settle(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? { kind: 'memory' } : { kind: 'died', error });
    const onExit = (code: number) => settle({ kind: 'died', error: new Error(`It ended with exit code ${code}.`) });
    const timer = setTimeout(() => settle({ kind: 'late' }), within);
    worker.once('message', onMessage).once('error', onError).once('exit', onExit);
  });
}
