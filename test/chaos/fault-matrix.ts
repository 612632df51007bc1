/** A fault that a Pressrun must survive, and the tests that show it; where none can, the reason. */
export interface Fault {
  readonly id: `F${number}`;
  readonly fault: string;
  readonly expected: string;
  /** `file: name of the test`, both as they stand in the source. */
  readonly tests: readonly string[];
  /** What no test here shows, and why. */
  readonly untested?: string;
}

const CHAOS = 'test/chaos/chaos.test.ts: a send whose processes are killed, stopped, emptied and cut twelve times over';
const DEAD = 'test/chaos/killed-sender.test.ts: ';
const KILL = 'test/whole/kill.test.ts: ';
const BELL = 'test/adapters/bullmq-bell.test.ts: ';
const REDIS = 'test/adapters/redis-server.test.ts: ';
const SENDER = 'test/delivery/sender.test.ts: ';
const WEATHER = 'test/delivery/hard-weather.test.ts: ';
const CUTS = 'test/delivery/cut-matrix.test.ts: ';
const MAILER = 'test/delivery/smtp-mailer.test.ts: ';
const TLS = 'test/delivery/relay-tls.test.ts: ';
const LEDGER = 'test/delivery/delivery-store.test.ts: ';
const SCHEDULE = 'test/issues/run-schedule.test.ts: ';
const STEER = 'test/issues/steer-issue.test.ts: ';
const HOUSE = 'test/chaos/troubled-house.test.ts: ';

export const FAULT_MATRIX: readonly Fault[] = [
  {
    id: 'F1',
    fault: 'A sender is killed between its claim and its connection',
    expected: 'All back to pending, no doubt, one copy each',
    tests: [`${DEAD}between its claim and its connection leaves no doubt and no second copy`],
  },
  {
    id: 'F2',
    fault: 'A sender is killed in the middle of bodies',
    expected: 'Doubts about these bodies only, one copy each',
    tests: [`${DEAD}in the middle of bodies leaves doubts about these only, and nobody gets two`],
  },
  {
    id: 'F3',
    fault: 'A sender is killed between dots and answers',
    expected: 'Exactly these are doubts, and get a second copy after the wait',
    tests: [`${DEAD}between dots and answers leaves doubts about these, and exactly these get a second copy`, CHAOS],
  },
  {
    id: 'F4',
    fault: 'A sender dies with an answer heard and not written down',
    expected: 'One doubt',
    tests: [`${DEAD}with an answer heard and not written down leaves one doubt, and that reader gets two`],
  },
  {
    id: 'F5',
    fault: 'A sender dies with an answer in its journal and not in the ledger',
    expected: 'The journal is read: accepted, no doubt, no second copy',
    tests: [
      `${DEAD}at %s leaves neither doubt nor second copy`,
      'test/delivery/dead-senders.test.ts: leaves a doubt only for what its journal cannot clear',
    ],
  },
  {
    id: 'F6',
    fault: 'A sender dies with an answer in the ledger, and does not know',
    expected: 'Accepted once',
    tests: [`${DEAD}at %s leaves neither doubt nor second copy`, `${LEDGER}are applied once, however often they come`],
  },
  {
    id: 'F7',
    fault: 'A sender stands still past its lease and wakes up',
    expected: 'A doubt, one resend, no third copy; its late answer is evidence',
    tests: [
      `${DEAD}a sender that stood still past its lease finds its doubt resent, adds no third copy`,
      `${SENDER}a claim whose lease ran out before its turn is not put on the wire`,
    ],
  },
  {
    id: 'F8',
    fault: 'SIGTERM in mid-send, with Redis hanging',
    expected: 'What is on the wire is finished, no doubt, ended within the deadline',
    tests: [
      `${HOUSE}a stop while Redis hangs leaves no doubt`,
      `${SENDER}an abort waits for what is on the wire and leaves no claim`,
      `${BELL}closing returns within its deadline while Redis is away`,
    ],
  },
  {
    id: 'F9',
    fault: 'A sender dies of an error nobody caught, or of lack of memory',
    expected: 'As a kill; the supervisor starts it again',
    tests: [
      `${DEAD}of an error nobody caught, with a message on the wire, loses nobody`,
      'test/adapters/processes.test.ts: a killed process comes back',
    ],
    untested: 'Lack of memory ends a process as SIGKILL or an abort does: no test of its own.',
  },
  {
    id: 'F10',
    fault: 'A recipient whose message kills the sender',
    expected: 'The others get theirs; this one steps back further each time',
    tests: [
      `${DEAD}each time it has the message of one reader in its hands keeps no other from theirs`,
      `${LEDGER}that release a delivery do not count the attempt, and step it back when they repeat`,
    ],
  },
  {
    id: 'F11',
    fault: 'Redis is killed and has forgotten',
    expected: 'Nobody lost, nobody doubled',
    tests: [
      `${REDIS}an append-only file that cannot be read is set aside`,
      `${KILL}emptying Redis in mid-send`,
      `${BELL}go on after Redis was killed and came back`,
    ],
  },
  {
    id: 'F12',
    fault: 'Redis is killed and remembers up to a second before',
    expected: 'Nobody lost, nobody doubled',
    tests: [`${KILL}killing a process in mid-send of 2,000 readers loses nobody`, CHAOS],
  },
  {
    id: 'F13',
    fault: 'FLUSHALL in mid-send and while an issue is paused',
    expected: 'Goes on; a paused issue stays paused',
    tests: [`${KILL}un-pauses nothing`, `${BELL}go on after FLUSHALL`, CHAOS],
  },
  {
    id: 'F14',
    fault: 'Redis is full (maxmemory, noeviction)',
    expected: 'Workers rest instead of spinning; finished work is not repeated',
    tests: [`${BELL}a full Redis makes them rest instead of spin`],
  },
  {
    id: 'F15',
    fault: 'Redis hangs for longer than a lock lives',
    expected: 'Lost locks abort jobs and double nothing',
    tests: [
      `${BELL}a Redis that hangs holds nobody up`,
      `${BELL}a lost lock aborts the job`,
      `${SENDER}two runs of the same batch at once send nothing twice`,
      CHAOS,
    ],
  },
  {
    id: 'F16',
    fault: 'Redis is away for seconds or minutes',
    expected: 'Work goes on without it; pages and API do not hang',
    tests: [
      `${BELL}ringing without Redis returns at once, is logged once, and works again afterwards`,
      'test/workers/roles.test.ts: a sender that hears no bell works due batches by itself',
      'test/workers/roles.test.ts: a worker that hears no bell does what is due by itself',
      CHAOS,
    ],
    untested:
      'Minutes: nothing counts how long Redis is away, each poll and each repair round begins anew, so they are as the seconds of the tests.',
  },
  {
    id: 'F17',
    fault: 'Redis refuses: a wrong password, none, or read-only',
    expected: 'Refused at the start in words; in mid-run a rest, not a spin',
    tests: [
      `${HOUSE}a Redis that wants a password is refused at the start in one sentence`,
      `${HOUSE}a Redis that became read-only is rested from, and the jobs go on when it takes them again`,
    ],
  },
  {
    id: 'F18',
    fault: 'Redis may evict keys (allkeys-lru)',
    expected: 'A warning at the start and in the doctor',
    tests: [`${REDIS}answers on a socket that only this user may open, and drops no keys`],
  },
  {
    id: 'F19',
    fault: 'The web process dies between the commit of "send" and the bell',
    expected: 'The next tick rings again',
    tests: [
      `${HOUSE}an issue whose bell was never rung is rung for at the next tick`,
      'test/workers/roles.test.ts: a worker that hears no bell does what is due by itself',
    ],
  },
  {
    id: 'F20',
    fault: 'The worker dies while it freezes the audience',
    expected: 'Starts over, nobody twice, nobody missing',
    tests: [
      `${STEER}a crash half-way starts over without doubles`,
      `${STEER}a slow second worker cannot clear what is being sent`,
    ],
  },
  {
    id: 'F21',
    fault: 'Two editors, a double click, a replayed "send"',
    expected: 'One send; the others are refused with a reason',
    tests: [
      `${STEER}of fifty sends at once one starts the issue`,
      'test/web/api/api.test.ts: an issue is sent once: sending again is a 409 problem with its reason',
    ],
  },
  {
    id: 'F22',
    fault: 'Two schedulers at once',
    expected: 'One edition',
    tests: [
      `${HOUSE}two schedulers on one ledger, at once, make one edition`,
      `${SCHEDULE}builds a draft before its time, prints it at its time, and ten ticks make one issue`,
    ],
  },
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
      'test/cli/commands.test.ts: what was saved comes back, and nothing goes out by itself',
      'test/cli/commands.test.ts: restoring under a running Pressrun, or from another file, is refused and changes nothing',
      'test/db/open.test.ts: a file that cannot be the database',
      'test/db/damaged-page.test.ts: a page that the disk spoilt is found by verify ledger, and such a file is no backup',
    ],
  },
  {
    id: 'F29',
    fault: 'The relay cuts the connection at any of eleven points, by FIN or RST, first or reused connection',
    expected: 'A doubt only after the dot; never a message taken and called unsent',
    tests: [
      `${CUTS}by %s at %s leaves no doubt`,
      `${CUTS}by %s at %s is a doubt only after the dot`,
      `${CUTS}by %s after the answer takes nothing back`,
      `${SENDER}loses and doubles nobody when connections are cut before the dot`,
      `${SENDER}loses nobody when 5 % of the connections are cut after the dot, and explains each second copy`,
    ],
  },
  {
    id: 'F30',
    fault: 'The relay falls silent at any point',
    expected: 'Before the dot it is given up early, after it late, and then a doubt',
    tests: [`${MAILER}at %s ends before the dot`, `${MAILER}after the dot is waited for longer, and is then a doubt`],
  },
  {
    id: 'F31',
    fault: 'Refusals of every kind at every stage, greylisting, one in ten of all',
    expected: 'By scope; only unknown users are suppressed',
    tests: [
      `${WEATHER}answers one in ten with a 4xx or 5xx of every kind loses nobody and suppresses only unknown users`,
      `${WEATHER}puts every recipient off once gets them all in the second round`,
      `${MAILER}at %s names the phase`,
      'test/delivery/verdict.test.ts: only a final answer about a reader that means "never" may suppress, whatever a server says',
    ],
  },
  {
    id: 'F32',
    fault: 'A slow relay: an answer a byte at a time, a window that stays full',
    expected: 'Waited for',
    tests: [
      `${CUTS}in its answers, a byte at a time, is waited for`,
      `${CUTS}in taking a large message gets all of it`,
      'test/delivery/paced-send.test.ts: gets everything at its rate, and no claim waits in vain',
    ],
  },
  {
    id: 'F33',
    fault: 'TLS: expired, wrong name, STARTTLS missing, refused or stripped, old versions, a handshake that stalls',
    expected: 'Nothing in clear text where TLS is required; the trouble is the relay’s',
    tests: [
      `${TLS}that has %s gets nothing, in clear text either, and the trouble is the relay’s`,
      `${TLS}that has %s gets the message`,
    ],
  },
  {
    id: 'F34',
    fault: 'A relay that takes everything and drops 30 % of the connections after the dot',
    expected: 'The issue is paused at the cap, the editors are told',
    tests: [
      `${WEATHER}drops 30 % of the connections after the dot pauses the issue, and the editors are told once`,
      `${SENDER}that takes everything and answers nothing pauses the issue at the cap`,
    ],
  },
  {
    id: 'F35',
    fault: 'A network that parts: sender and relay, sender and Redis, either direction',
    expected: 'As silence, or as Redis away',
    tests: [`${MAILER}at %s ends before the dot`, `${BELL}a Redis that hangs holds nobody up`, CHAOS],
    untested: 'Sender and ledger share a file on one host: nothing can part them.',
  },
  {
    id: 'F36',
    fault: 'The wall clock jumps hours ahead or back',
    expected: 'No second edition, no living sender taken for dead',
    tests: [
      `${SCHEDULE}a clock that jumps back does not print a second edition`,
      `${SCHEDULE}an hour late the issue still goes out, once`,
      'test/delivery/dead-senders.test.ts: a sender that lives is left alone when the clock is set',
      `${SENDER}a claim whose lease ran out before its turn is not put on the wire`,
    ],
  },
  {
    id: 'F37',
    fault: 'Daylight saving, gaps at midnight, half-hour shifts',
    expected: 'One edition for each local date',
    tests: [
      'test/newsletters/schedule.test.ts: an edition is due once per local date',
      'test/newsletters/schedule.test.ts: a year of days has one due instant each, in order, in every zone of the table',
    ],
  },
  {
    id: 'F38',
    fault: 'The machine slept over the time of the send',
    expected: 'Caught up once while fresh, else skipped and told',
    tests: [
      `${SCHEDULE}an hour late the issue still goes out, once`,
      `${SCHEDULE}a stale edition is skipped and the editors are told`,
    ],
  },
  {
    id: 'F39',
    fault: 'A new version migrates the schema while old processes send',
    expected: 'All processes of an installation stop and start together; an older one refuses a newer file',
    tests: [
      'test/cli/commands.test.ts: restoring under a running Pressrun, or from another file, is refused and changes nothing',
      `${HOUSE}in mid-send a second Pressrun on the same folder is refused`,
    ],
    untested: 'There is one supervisor per folder and no rolling upgrade: old and new never run beside each other.',
  },
  {
    id: 'F40',
    fault: 'Two Pressruns on one data folder',
    expected: 'The second refuses to start',
    tests: [`${HOUSE}in mid-send a second Pressrun on the same folder is refused`],
  },
];
