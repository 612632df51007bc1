import { join } from 'node:path';
import { openDatabase } from '../../db/open.js';
import type { Mailer } from '../../src/delivery/mailer.js';
import { openDeliveryWorld } from '../delivery/delivery-world.js';
import { mailerTo, openTestSender } from '../delivery/test-sender.js';
import type { CrashPoint } from './doomed-sender.js';

/** A sender of its own process on another world's ledger. It ends itself at `crashAt`, as `kill -9` would. */
const [folder = '', issueId = '', ports = '', connections = '', crashAt = ''] = process.argv.slice(2);
const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment; nothing may happen in it.
  for (;;);
};
const dieAt = (point: CrashPoint) => {
  if (point === crashAt) die();
};

const db = openDatabase(join(folder, 'pressrun.sqlite'));
const database = { db, folder, remove: () => db.close() };
const settings = { slug: `sender-${process.pid}` };
const own = await openDeliveryWorld({ readers: 0, settings, database, seed: settings.slug });
const deadly = (mailer: Mailer): Mailer => ({
  concurrency: mailer.concurrency,
  relays: (mailer.relays ?? []).map((line) => ({ ...line, mailer: deadly(line.mailer) })),
  check: async () => mailer.check(),
  close: async () => mailer.close(),
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
});
const exchange: typeof own.deliveries.exchange = async (results, claim) => {
  if (results.length > 0) dieAt('before-report');
  const claims = await own.deliveries.exchange(results, claim);
  if (results.length > 0) dieAt('after-report');
  return claims;
};
const mailer = deadly(mailerTo(ports.split(',').map(Number), `connections=${connections}`));
const sender = await openTestSender({ ...own, deliveries: { ...own.deliveries, exchange } }, mailer);
await sender.sendBatch({ issueId, batch: 0 }, new AbortController().signal);
await sender.close();
