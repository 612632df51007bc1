import { watchForSilence } from './unheard.js';
import type { RunningJobs, WorkerDeps } from './worker-deps.js';

/** The schedule's round: builds, approves and starts issues, and rings for due sources. A fault of one keeps no other. */
export const tick = ({ rooms, bell, logger }: Pick<WorkerDeps, 'rooms' | 'bell' | 'logger'>) => {
  const steps: Readonly<Record<string, () => Promise<void>>> = {
    schedule: async () => rooms.issues.tick(),
    ringSources: async () => {
      const due = await rooms.articles.dueSources();
      bell.ring(due.map(({ id }) => ({ name: 'fetch-source', sourceId: id })));
    },
    signUps: async () => rooms.subscribers.settleSignUps(),
    reminders: async () => rooms.subscribers.remindOfSignUps(),
    ringPictures: async () => {
      const due = await rooms.articles.duePictures();
      bell.ring(due.map((id) => ({ name: 'copy-picture', pictureId: id })));
    },
  };
  return async (): Promise<void> => {
    for (const [step, run] of Object.entries(steps)) {
      await run().catch((error: unknown) => logger.error('tick.failed', { step, error }));
    }
  };
};

/** Does what is due without jobs when no bell is heard. */
export function workUnheard(
  { rooms, letters, logger }: WorkerDeps,
  jobs: RunningJobs,
): (signal: AbortSignal) => Promise<void> {
  const silence = watchForSilence(jobs);
  return async (signal) => {
    const preparing = await rooms.issues.list({ states: ['preparing'], limit: 100 });
    const sources = await rooms.articles.dueSources();
    const pictures = await rooms.articles.duePictures();
    const dueLetters = await letters.dueLetters();
    const due = preparing.length + sources.length + pictures.length + dueLetters.length;
    if (!silence.isSilent(due > 0)) return;
    logger.warn('bell.unheard', {
      issues: preparing.length,
      sources: sources.length,
      pictures: pictures.length,
      letters: dueLetters.length,
    });
    const works = [
      ...dueLetters.map((id) => async () => letters.sendLetter(id)),
      ...preparing.map(
        ({ id }) =>
          async () =>
            rooms.issues.prepare(id),
      ),
      ...sources.map(
        ({ id }) =>
          async () =>
            rooms.articles.fetchDueSource(id, signal),
      ),
      ...pictures.map((id) => async () => rooms.articles.copyPicture(id)),
    ];
    for (const work of works) {
      if (signal.aborted) return;
      await work();
    }
  };
}
