import { HOUSE, SCHEDULE, STEER, type Fault } from './fault.js';

/** F19 to F22. Processes beside the senders: the web process, the worker, the schedulers. */
export const HOUSE_FAULTS: readonly Fault[] = [
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
      'test/web/api/issues.test.ts: an issue is sent once: sending again is a 409 problem with its reason',
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
];
