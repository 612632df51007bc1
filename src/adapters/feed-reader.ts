import type { FeedReader } from '../articles/feed-reader.js';
import { notAFeed } from '../articles/feed-text.js';
import type { PageFacts } from '../articles/page/page-facts.js';
import type { ParsedFeed } from '../articles/parsed-feed.js';
import { SECOND } from '../kernel/clock.js';
import type { Outcome } from '../kernel/refusal.js';
import { startFeedThread, type Answer, type FeedThread, type Question } from './feed-thread.js';

export interface FeedLimits {
  /** Milliseconds for one feed; the largest real one takes 200. */
  readonly time: number;
  /** Megabytes of heap for objects that stay; a feed of 5 MB takes 40. */
  readonly heapMb: number;
}

const LIMITS: FeedLimits = { time: 10 * SECOND, heapMb: 80 };
/** Bytes; after one of these the thread ends, because its memory comes back late otherwise. One in fifty feeds is larger. */
const LARGE = 1_000_000;
/** On a machine with everything else to do. */
const START_WITHIN = 12 * SECOND;
/** Objects that do not stay. */
const YOUNG_MB = 8;
/** Expressions and trees 250 deep need some hundred kilobytes. */
const STACK_MB = 4;

/**
 * Reads feeds one after another in a thread of their own, so that none of them can stop the process, fill its memory or keep
 * its clock waiting. The thread starts with the first feed, is used again, and is replaced
 * after a feed that broke a limit or was very large.
 */
export function createFeedReader(limits: Partial<FeedLimits> = {}): FeedReader {
  const { time, heapMb } = { ...LIMITS, ...limits };
  const heap = { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_MB, stackSizeMb: STACK_MB };
  let thread: FeedThread | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function answerNext(question: Question): Promise<Outcome<unknown>> {
    thread ??= await startFeedThread(heap, START_WITHIN);
    const answer = await thread.ask(question, time);
    const isLarge = question.feed.bytes.length > LARGE;
    if (answer.kind === 'answer' && isLarge) await thread.end();
    if (answer.kind !== 'answer' || isLarge) thread = undefined;
    if (answer.kind === 'answer') return answer.value as Outcome<unknown>;
    return notAFeed(sentenceFor(answer, { time, heapMb }));
  }

  async function ask(question: Question): Promise<Outcome<unknown>> {
    const answered = queue.then(async () => answerNext(question));
    queue = answered.catch(() => {});
    return answered;
  }

  return {
    read: async (feed) => (await ask({ task: 'read', feed })) as Outcome<ParsedFeed>,
    scan: async (feed) => (await ask({ task: 'scan', feed })) as Outcome<PageFacts>,
  };
}

function sentenceFor(answer: Exclude<Answer, { kind: 'answer' }>, { time, heapMb }: FeedLimits): string {
  if (answer.kind === 'died') return `The feed could not be read: ${answer.error.message}`;
  return answer.kind === 'late'
    ? `The feed could not be read within ${time / SECOND} seconds. No honest feed takes that long.`
    : `The feed needs more than ${heapMb} MB of memory to be read. No honest feed takes that much.`;
}
