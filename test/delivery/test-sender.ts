import { join } from 'node:path';
import { lockSession, openSessionLocks } from '../../db/session-lock.js';
import { openJournalArchive } from '../../src/adapters/journal-archive.js';
import { openSendJournal } from '../../src/adapters/send-journal.js';
import { parseRelays } from '../../src/adapters/smtp/relay-url.js';
import { createRelaysMailer } from '../../src/adapters/smtp/relays-mailer.js';
import type { DomainRate } from '../../src/delivery/domain-pace.js';
import type { Mailer } from '../../src/delivery/mailer.js';
import { openSenderRoom } from '../../src/delivery/open-sender.js';
import { createRelayAlarm } from '../../src/delivery/relay-alarm.js';
import { silentLogger } from '../support/determinism.js';
import { newTestSession, type DeliveryWorld } from './delivery-world.js';

export function mailerTo(port: number | readonly number[], query = 'connections=10', login = ''): Mailer {
  const ports = typeof port === 'number' ? [port] : port;
  const parsed = parseRelays(ports.map((each) => `smtp://${login}127.0.0.1:${each}?${query}`).join(','));
  if ('faults' in parsed) throw new Error('wrong relay URL');
  return createRelaysMailer(parsed.relays, { logger: silentLogger, timing: { beforeDot: 5_000, afterDot: 5_000 } });
}

export const journalFolder = (world: Pick<DeliveryWorld, 'folder'>): string => join(world.folder, 'journal');

/** What clears up after senders that died here, in this boot. */
export const clearingUp = (world: Pick<DeliveryWorld, 'folder'>) => ({
  bootId: 'boot-1',
  archive: openJournalArchive({ folder: journalFolder(world) }),
  locks: openSessionLocks({ folder: journalFolder(world) }),
});

/** A sender over a real mailer, with its lock and its journal in the world's folder. */
export async function openTestSender(
  world: DeliveryWorld,
  mailer: Mailer,
  session = newTestSession(world),
  domainRates: readonly DomainRate[] = [],
) {
  const own = { folder: journalFolder(world), session: session.session };
  const lock = lockSession(own);
  const room = await openSenderRoom({
    ...clearingUp(world),
    deliveries: world.deliveries,
    issues: world.issues,
    newsletters: world.newsletters,
    mailer,
    press: world.press,
    journal: openSendJournal(own),
    bell: { ring: () => {} },
    session,
    alarm: world.alarm,
    relayAlarm: createRelayAlarm(world),
    notices: world.notices,
    pace: world.pace,
    domainHolds: world.domainHolds,
    domainRates,
    clock: world.clock,
    logger: silentLogger,
    backOff: { first: 5, most: 50, takenOut: 500 },
  });
  const close = async () => {
    await room.close();
    lock.release();
  };
  return { ...room, close };
}
