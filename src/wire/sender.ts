import { lockSession } from '../../db/session-lock.js';
import { runJobs, type RunJobsOptions } from '../adapters/bullmq-workers.js';
import { openSendJournal } from '../adapters/send-journal.js';
import { newSession } from '../adapters/sender-process.js';
import type { Config } from '../config.js';
import { openSenderRoom } from '../delivery/open-sender.js';
import { createRelayAlarm } from '../delivery/relay-alarm.js';
import { openBell, openFoundation } from './foundation.js';
import { journalFolder, machineOf } from './machine.js';
import { openSending } from './sending.js';

/** One sender process, with a session of its own. */
export async function wireSender(config: Config) {
  const foundation = openFoundation(config, 'sender');
  const { stores, logger } = foundation;
  const { redis, bell } = openBell(foundation);
  const sending = openSending(foundation, bell, 'sender');
  const session = newSession(foundation);
  const own = { folder: journalFolder(config), session: session.session };
  const lock = lockSession(own);
  const sender = await openSenderRoom({
    ...foundation,
    ...machineOf(foundation),
    ...sending,
    bell,
    issues: stores.issues,
    relayAlarm: createRelayAlarm({ ...foundation, notices: sending.notices }),
    pace: stores.pace,
    domainHolds: stores.domainHolds,
    domainRates: config.domainRates,
    journal: openSendJournal(own),
    session,
  });
  return {
    sender,
    logger,
    runJobs: (options: Omit<RunJobsOptions, 'logger'>) =>
      runJobs({ ...options, logger, connection: redis.forWorker() }),
    close: async () => {
      await sender.close();
      lock.release();
      await bell.close();
      redis.close();
      foundation.db.close();
    },
  };
}
