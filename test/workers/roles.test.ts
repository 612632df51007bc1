import { afterEach, expect, test } from '@jest/globals';
import type { ArticlesRoom } from '../../src/articles/room.js';
import type { SenderRoom } from '../../src/delivery/room.js';
import { SessionEndedError } from '../../src/delivery/session-ended-error.js';
import { blankIssue } from '../../src/issues/compose-content.js';
import type { Issue } from '../../src/issues/issue.js';
import type { IssuesRoom } from '../../src/issues/room.js';
import type { Job } from '../../src/kernel/bell.js';
import type { Logger } from '../../src/kernel/logger.js';
import { runSender } from '../../workers/run-sender.js';
import { runWorker } from '../../workers/run-worker.js';
import type { RunJobs, RunningRole, WorkerDeps } from '../../workers/worker-deps.js';
import { blankSource } from '../support/blank-source.js';
import { silentLogger } from '../support/determinism.js';
import { waitFor } from '../support/wait-for.js';

const ID = '06h0emh9xz4xg5hw';
const FAST = { tick: 10, close: 10, reconcile: 10, heartbeat: 10, feedback: 10, poll: 10 };

let running: RunningRole | undefined;

afterEach(async () => {
  await running?.close();
  running = undefined;
});

/** A job queue whose jobs the test hands over itself. */
function handQueue() {
  const state = { active: 0, ended: 0, closed: false };
  let handle: Parameters<RunJobs>[0]['handle'] | undefined;
  const runJobs: RunJobs = (options) => {
    handle = async (name, data, signal) => options.handle(name, data, signal);
    return {
      active: () => state.active,
      ended: () => state.ended,
      close: async () => {
        state.closed = true;
      },
    };
  };
  const give = async (name: string, data: unknown) => handle?.(name, data, new AbortController().signal);
  return { state, runJobs, give };
}

function notingLogger(): { logger: Logger; events: string[] } {
  const events: string[] = [];
  const note = (event: string) => void events.push(event);
  return { events, logger: { ...silentLogger, warn: note, error: note } };
}

function sender(due: { issueId: string; batch: number }[] = []) {
  const done: string[] = [];
  const room: SenderRoom = {
    sendBatch: async ({ issueId, batch }) => {
      done.push(`${issueId}/${batch}`);
      due.splice(0, 1);
    },
    dueBatches: async () => [...due],
    beat: async () => void done.push('beat'),
    close: async () => void done.push('close'),
  };
  return { room, done };
}

test('a sender works the batch a job names', async () => {
  const queue = handQueue();
  const { room, done } = sender();
  running = runSender(
    { sender: room, ...queue, logger: silentLogger, close: async () => {} },
    { heartbeat: 10, poll: 10 },
  );
  await queue.give('send-batch', { issueId: ID, batch: 4 });
  expect(done).toContain(`${ID}/4`);
  await waitFor('a heartbeat', () => done.includes('beat'));
});

test.each([
  ['send-batch', {}],
  ['send-batch', { issueId: ID, batch: -1 }],
  ['send-batch', { issueId: '../..', batch: 1 }],
  ['send-batch', null],
  ['send-letter', { letterId: ID }],
  ['constructor', {}],
])('a sender refuses the job %s with %p', async (name, data) => {
  const queue = handQueue();
  const { room, done } = sender();
  running = runSender(
    { sender: room, ...queue, logger: silentLogger, close: async () => {} },
    { heartbeat: 60_000, poll: 60_000 },
  );
  await expect(queue.give(name, data)).rejects.toThrow(/job/);
  expect(done.filter((line) => line !== 'beat')).toEqual([]);
});

test('a sender that hears no bell works due batches by itself', async () => {
  const queue = handQueue();
  const { logger, events } = notingLogger();
  const { room, done } = sender([
    { issueId: ID, batch: 0 },
    { issueId: ID, batch: 1 },
  ]);
  running = runSender({ sender: room, ...queue, logger, close: async () => {} }, { heartbeat: 60_000, poll: 10 });
  await waitFor('both batches', () => done.includes(`${ID}/0`) && done.includes(`${ID}/1`));
  expect(events).toContain('bell.unheard');
});

test('a sender that hears the bell leaves due batches to their jobs', async () => {
  const queue = handQueue();
  queue.state.active = 1;
  const { room, done } = sender([{ issueId: ID, batch: 0 }]);
  let polls = 0;
  const counting = { ...room, dueBatches: async () => ((polls += 1), room.dueBatches()) };
  running = runSender(
    { sender: counting, ...queue, logger: silentLogger, close: async () => {} },
    { heartbeat: 60_000, poll: 5 },
  );
  await waitFor('some polls', () => polls > 5);
  expect(done).not.toContain(`${ID}/0`);
});

test('closing a sender closes its jobs and its connections', async () => {
  const queue = handQueue();
  const closed: string[] = [];
  const { room } = sender();
  const close = async () => void closed.push('deps');
  await runSender({ sender: room, ...queue, logger: silentLogger, close }, { heartbeat: 10, poll: 10 }).close();
  expect(queue.state.closed).toBe(true);
  expect(closed).toEqual(['deps']);
});

test('a sender whose session others ended takes no more jobs, closes and is lost', async () => {
  const queue = handQueue();
  const { logger, events } = notingLogger();
  const { room } = sender();
  const closed: string[] = [];
  const state = { ended: false, beats: 0 };
  const beat = async () => {
    state.beats += 1;
    if (state.ended) throw new SessionEndedError();
  };
  running = runSender(
    { sender: { ...room, beat }, ...queue, logger, close: async () => void closed.push('deps') },
    { heartbeat: 5, poll: 60_000 },
  );
  await waitFor('some beats', () => state.beats > 2);
  expect(queue.state.closed).toBe(false);
  state.ended = true;
  await running.lost;
  await running.close();
  expect(queue.state.closed).toBe(true);
  expect(closed).toEqual(['deps']);
  expect(events).toEqual(['sender.lost']);
});

test('a sender that fails to beat for another reason goes on', async () => {
  const queue = handQueue();
  const { logger, events } = notingLogger();
  const { room } = sender();
  let beats = 0;
  const beat = async () => {
    beats += 1;
    throw new Error('the disk is full');
  };
  running = runSender(
    { sender: { ...room, beat }, ...queue, logger, close: async () => {} },
    { heartbeat: 5, poll: 60_000 },
  );
  await waitFor('three beats', () => beats >= 3);
  expect(queue.state.closed).toBe(false);
  expect(events).toContain('round.failed');
});

const never = async (): Promise<never> => {
  throw new Error('Not part of this test.');
};

function worker(due: { preparing?: string[]; sources?: string[]; letters?: string[]; pictures?: string[] } = {}) {
  const done: string[] = [];
  const rung: Job[] = [];
  const { preparing = [], sources = [], letters = [], pictures = [] } = due;
  const issues: IssuesRoom = {
    build: never,
    view: never,
    edit: never,
    approve: never,
    send: never,
    pause: never,
    resume: never,
    cancel: never,
    variant: never,
    archive: never,
    archiveList: never,
    corrections: never,
    decideCorrection: never,
    list: async () => preparing.map((id) => ({ ...ISSUE, id })),
    tick: async () => void done.push('tick'),
    prepare: async (id) => void (done.push(`prepare ${id}`), preparing.splice(0)),
    closeFinished: async () => void done.push('closeFinished'),
  };
  const articles: ArticlesRoom = {
    addSource: never,
    addArticle: never,
    sources: never,
    fetchSource: never,
    push: never,
    retract: never,
    candidates: never,
    leftOut: never,
    checkLinks: never,
    shownPictures: never,
    picture: never,
    duePictures: async () => pictures,
    copyPicture: async (id) => void (done.push(`picture ${id}`), pictures.splice(0)),
    byIds: never,
    answerHub: never,
    receivePush: never,
    hasten: never,
    freshen: never,
    dueSources: async () => sources.map((id) => ({ ...SOURCE, id })),
    fetchDueSource: async (id) => void (done.push(`fetch ${id}`), sources.splice(0)),
  };
  const queue = handQueue();
  const deps: WorkerDeps = {
    rooms: {
      issues,
      articles,
      subscribers: { settleSignUps: async () => {}, remindOfSignUps: async () => void done.push('remind') },
    },
    letters: {
      sendLetter: async (id) => void (done.push(`letter ${id}`), letters.splice(0)),
      dueLetters: async () => [...letters],
    },
    reconciler: { reconcile: async () => void done.push('reconcile') },
    bell: { ring: (jobs) => void rung.push(...jobs) },
    runJobs: queue.runJobs,
    logger: silentLogger,
    watchFeedback: async () => void done.push('watch feedback'),
    forgetSeen: async () => void done.push('forget seen'),
    beat: () => void done.push('beat'),
    close: async () => {},
  };
  return { deps, done, rung, queue };
}

const SOURCE = blankSource({ id: ID, newsletterId: ID, url: 'https://a.example/feed' });
const PLACE = { id: ID, newsletterId: ID, kind: 'digest', candidatesSince: 0, createdAt: 0 } as const;
const DAY = { localDate: '2026-11-22', editionKey: '2026-11-22', slug: '2026-11-22' };
const ISSUE: Issue = { ...blankIssue({ ...PLACE, ...DAY }), state: 'preparing', subject: 'News', contentHash: 'h' };

test('a worker does the jobs of its queue', async () => {
  const { deps, done, queue } = worker();
  running = runWorker(deps, { ...FAST, poll: 60_000 });
  await queue.give('prepare-issue', { issueId: ID });
  await queue.give('fetch-source', { sourceId: ID });
  await queue.give('send-letter', { letterId: ID });
  await queue.give('copy-picture', { pictureId: ID });
  expect(done).toEqual(expect.arrayContaining([`picture ${ID}`, `prepare ${ID}`, `fetch ${ID}`, `letter ${ID}`]));
  await expect(queue.give('send-batch', { issueId: ID, batch: 1 })).rejects.toThrow('No handler');
});

test('a worker ticks, reminds, closes, repairs, shows life and rings for due sources', async () => {
  const { deps, done, rung } = worker({ sources: [ID] });
  running = runWorker(deps, { ...FAST, poll: 60_000 });
  await waitFor('all rounds', () =>
    ['tick', 'remind', 'closeFinished', 'reconcile', 'beat'].every((word) => done.includes(word)),
  );
  await waitFor('the ring', () => rung.length > 0);
  expect(rung[0]).toEqual({ name: 'fetch-source', sourceId: ID });
});

test('a worker that hears no bell does what is due by itself', async () => {
  const { deps, done } = worker({ preparing: [ID], sources: [ID], letters: [ID], pictures: [ID] });
  running = runWorker(deps, { ...FAST, tick: 60_000 });
  await waitFor('all of it', () =>
    [`letter ${ID}`, `prepare ${ID}`, `fetch ${ID}`, `picture ${ID}`].every((word) => done.includes(word)),
  );
});

test('a round that fails is logged, and comes again', async () => {
  const { logger, events } = notingLogger();
  const { deps } = worker();
  let rounds = 0;
  const reconcile = async () => {
    rounds += 1;
    throw new Error('the disk is full');
  };
  running = runWorker({ ...deps, logger, reconciler: { reconcile } }, FAST);
  await waitFor('three rounds', () => rounds >= 3);
  expect(events).toContain('round.failed');
});
