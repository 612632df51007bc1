import { join } from 'node:path';
import { createDeliveryStore } from '../../db/delivery-store.js';
import { createIssueStore } from '../../db/issue-store.js';
import { createNewsletterStore } from '../../db/newsletter-store.js';
import { openDatabase } from '../../db/open.js';
import type { Mailer } from '../../src/delivery/mailer.js';
import { openNewslettersRoom } from '../../src/newsletters/open-room.js';
import { mailerTo, newTestSession, openDeliveryWorld, openTestSender } from '../delivery/delivery-world.js';
import { testIds } from '../support/determinism.js';
import type { CrashPoint } from './doomed-sender.js';

/** A sender of its own process on another world's ledger. It ends itself at `crashAt`, as `kill -9` would. */
const [folder = '', issueId = '', port = '', connections = '', crashAt = ''] = process.argv.slice(2);
const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment; nothing may happen in it.
  for (;;);
};
const dieAt = (point: CrashPoint) => {
  if (point === crashAt) die();
};

const own = await openDeliveryWorld({ readers: 0 });
const db = openDatabase(join(folder, 'pressrun.sqlite'));
const newId = testIds(own.clock, `sender ${process.pid}`);
const deliveries = createDeliveryStore({ db, onPaused: own.alarm });
const newsletters = openNewslettersRoom({
  store: createNewsletterStore({ db }),
  clock: own.clock,
  newId,
  defaultNewsroom: await own.newsletters.newsroom(),
});
own.remove();

const mailer = mailerTo(Number(port), `connections=${connections}`);
const deadly: Mailer = {
  ...mailer,
  send: async (message, beforeBody, turnBy) => {
    if (message.envelopeTo.startsWith('poison@')) dieAt('poison');
    const begin = () => {
      beforeBody?.();
      if (crashAt === 'uncaught-error')
        setImmediate(() => {
          throw new Error('a bug nobody knew');
        });
    };
    const outcome = await mailer.send(message, begin, turnBy);
    dieAt('answer-heard');
    return outcome;
  },
};
const exchange: typeof deliveries.exchange = async (results, claim) => {
  if (results.length > 0) dieAt('before-report');
  const claims = await deliveries.exchange(results, claim);
  if (results.length > 0) dieAt('after-report');
  return claims;
};
const world = {
  ...own,
  db,
  folder,
  newId,
  newsletters,
  deliveries: { ...deliveries, exchange },
  issues: createIssueStore({ db }),
};
const sender = await openTestSender(world, deadly, newTestSession(world));
await sender.sendBatch({ issueId, batch: 0 }, new AbortController().signal);
await sender.close();
