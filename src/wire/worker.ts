import { createLogAlarm } from '../../db/log-alarm.js';
import { runJobs, type RunJobsOptions } from '../adapters/bullmq-workers.js';
import { createImapReader, type ImapReader } from '../adapters/imap-reader.js';
import type { Config } from '../config.js';
import { createReconciler } from '../delivery/reconcile.js';
import { createLetterSender } from '../delivery/send-letter.js';
import { createForgetSeen } from '../feedback/hooks/forget-seen.js';
import { createFeedbackWatch } from '../feedback/numbers/watch-feedback.js';
import { createMailboxTaker } from '../feedback/read-mailbox.js';
import type { InboundRoom } from '../feedback/room.js';
import { openBell, openFoundation, type Foundation } from './foundation.js';
import { machineOf } from './machine.js';
import { openRooms } from './rooms.js';

/** The worker process: schedule, feeds, preparation, letters, repair. */
export async function wireWorker(config: Config) {
  const foundation = openFoundation(config, 'worker');
  const { stores, clock, logger } = foundation;
  const { redis, bell } = openBell(foundation);
  const { rooms, mailer, deliveries, press, renderer, notices } = openRooms(foundation, bell, 'worker');
  const lookAtLog = createLogAlarm({ ...foundation, databaseFile: config.databaseFile, notices });
  const imap = openImap(foundation, rooms.feedback);
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
    watchFeedback: createFeedbackWatch({ ...foundation, numbers: stores.numbers, notices }),
    forgetSeen: createForgetSeen({ hookStore: stores.hooks, clock }),
    beat: () => {
      stores.heartbeats.beat('worker', clock.now());
      void lookAtLog();
    },
    runJobs: (options: Omit<RunJobsOptions, 'logger'>) =>
      runJobs({ ...options, logger, connection: redis.forWorker() }),
    close: async () => {
      await Promise.all([bell.close(), mailer.close(), imap?.close()]);
      redis.close();
      foundation.db.close();
    },
  };
}

/** Undefined without BOUNCE_IMAP_URL. */
function openImap(foundation: Foundation, inbound: InboundRoom): ImapReader | undefined {
  const { config, stores, logger } = foundation;
  if (config.imap === undefined) return undefined;
  const { bounceDomain } = config;
  const take = createMailboxTaker({ ...foundation, inbound, seen: stores.hooks, bounceDomain });
  return createImapReader({ settings: config.imap, take, logger });
}
