import { BACKUP, CHAOS, MAILER, SENDER, WEATHER, type Fault } from './fault.js';

/** F23 to F28. The ledger: its commits, its disk, its file. */
export const LEDGER_FAULTS: readonly Fault[] = [
  {
    id: 'F23',
    fault: 'A process is killed in the middle of a commit',
    expected: 'The file is sound, results come from the journals',
    tests: [CHAOS, 'test/db/open.test.ts: keeps synchronous=FULL after a write'],
  },
  {
    id: 'F24',
    fault: "The ledger's disk is full",
    expected: 'Claims stop; answers wait in the journal and are applied when there is room',
    tests: [
      `${WEATHER}a ledger whose disk is full stops sending, and has every answer once there is room`,
      `${SENDER}a ledger that cannot commit keeps the results for the next beat`,
      `${MAILER}a beforeBody that throws stops the message before its first byte`,
      'test/adapters/send-journal.test.ts: a torn line',
    ],
  },
  {
    id: 'F25',
    fault: 'EIO or ENOSPC from fsync or pwrite',
    expected: 'The statement fails, nothing is taken for committed',
    tests: [`${SENDER}a ledger that cannot commit keeps the results for the next beat`],
    untested: 'Faults of single system calls need strace or LazyFS, which a fresh clone does not have.',
  },
  {
    id: 'F26',
    fault: 'Power loss',
    expected: 'What was claimed is in doubt, except for answers on record',
    tests: [
      'test/delivery/dead-senders.test.ts: leaves doubts for all it claimed when the machine rebooted, except for known answers',
      'test/db/open.test.ts: keeps synchronous=FULL after a write',
    ],
    untested: 'A disk that forgets unsynced writes cannot be made without device-mapper or FUSE.',
  },
  {
    id: 'F27',
    fault: 'The write-ahead log grows under a long reader',
    expected: 'An alarm',
    tests: [
      'test/db/log-alarm.test.ts: a write-ahead log that grows under a long reader is told once a day, and shrinks when the reader is gone',
    ],
  },
  {
    id: 'F28',
    fault: 'A damaged file, or an old backup restored',
    expected: 'A damaged file is refused; a restored ledger sends nothing by itself',
    tests: [
      `${BACKUP}what was saved comes back, and nothing goes out by itself`,
      `${BACKUP}restoring under a running Pressrun, or from another file, is refused and changes nothing`,
      'test/db/open.test.ts: a file that cannot be the database',
      'test/db/damaged-page.test.ts: a page that the disk spoilt is found by verify ledger, and such a file is no backup',
    ],
  },
];
