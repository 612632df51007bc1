import { createLogAlarm } from '../../db/log-alarm.js';
import { runJobs, type RunJobsOptions } from '../adapters/bullmq-workers.js';
import type { Config } from '../config.js';
import { createReconciler } from '../delivery/reconcile.js';
import { createLetterSender } from '../delivery/send-letter.js';
import { openBell, openFoundation } from './foundation.js';
import { machineOf } from './machine.js';
import { openRooms } from './rooms.js';

/** The worker process: schedule, feeds, preparation, letters, repair. */
export async function wireWorker(config: Config) {
  const foundation = openFoundation(config, 'worker');
  const { stores, clock, logger } = foundation;
  const { redis, bell } = openBell(foundation);
  const { rooms, mailer, deliveries, press, renderer, notices } = openRooms(foundation, bell, 'worker');
  const lookAtLog = createLogAlarm({ ...foundation, databaseFile: config.databaseFile, notices });
  return {
    rooms,
    bell,
    logger,
    letters: createLetterSender({
      ...press,
      newsletters: rooms.newsletters,
      letters: stores.letters,
      suppressions: stores.suppressions,
      subscribers: stores.subscribers,
      renderer,
      mailer,
    }),
    reconciler: createReconciler({
      ...foundation,
      ...machineOf(foundation),
      deliveries,
      issues: stores.issues,
      letters: stores.letters,
      bell,
      inDoubtWait: config.inDoubtWait,
    }),
    beat: () => {
      stores.heartbeats.beat('worker', clock.now());
      void lookAtLog();
    },
    runJobs: (options: Omit<RunJobsOptions, 'logger'>) =>
      runJobs({ ...options, logger, connection: redis.forWorker() }),
    close: async () => {
      await Promise.all([bell.close(), mailer.close()]);
      redis.close();
      foundation.db.close();
    },
  };
}
