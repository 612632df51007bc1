import { BELL, CHAOS, DEAD, HOUSE, LEDGER, SENDER, STOPPED, type Fault } from './fault.js';

/** F1 to F10. Senders that die, stand still or are stopped. */
export const SENDER_FAULTS: readonly Fault[] = [
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
      `${STOPPED}an abort waits for what is on the wire and leaves no claim`,
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
];
