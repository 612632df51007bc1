import { DateTime } from 'luxon';
import type { Config } from '../config.js';
import { DAY } from '../kernel/clock.js';
import { parseMailbox } from '../kernel/email-address.js';
import { orThrow } from '../kernel/refusal.js';
import { firstNewsletter } from '../newsletters/default-newsroom.js';
import { openFoundation } from './foundation.js';
import { openRooms } from './rooms.js';

/** The command line: the rooms without a bell; the worker's next round finds what a command left to do. */
export function wireCli(config: Config) {
  const foundation = openFoundation({ ...config, logLevel: 'error' }, 'cli');
  const { db, clock } = foundation;
  const { rooms, mailer } = openRooms(foundation, { ring: () => {} }, 'cli');
  return {
    rooms,
    mailer,
    db,
    clock,
    close: async () => {
      await mailer.close();
      db.close();
    },
  };
}

/** Migrates, and makes what a first start needs: a newsletter, and a link that signs the first owner in. */
export async function prepareDatabase(config: Config): Promise<{ readonly signInLink: string | undefined }> {
  const { rooms, close } = wireCli(config);
  const { newsletters, accounts } = rooms;
  try {
    if ((await newsletters.all()).length === 0) {
      orThrow(await newsletters.create(firstNewsletter(DateTime.local().zoneName ?? 'UTC')));
    }
    if ((await accounts.people()).length > 0) return { signInLink: undefined };
    const email = parseMailbox((await newsletters.newsroom()).mailFrom)?.address;
    const owner = orThrow(await accounts.addPerson({ email, role: 'owner' }));
    return { signInLink: await accounts.signInLink(owner, DAY) };
  } finally {
    await close();
  }
}
