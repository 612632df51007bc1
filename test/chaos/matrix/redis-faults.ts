import { BELL, CHAOS, HOUSE, KILL, REDIS, SENDER, type Fault } from './fault.js';

/** F11 to F18. Redis away, emptied, full, hanging or refusing. */
export const REDIS_FAULTS: readonly Fault[] = [
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
];
