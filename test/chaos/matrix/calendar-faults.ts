import { BACKUP, HOUSE, SCHEDULE, SENDER, type Fault } from './fault.js';

/** F36 to F40. Clocks, the calendar, new versions and a second house. */
export const CALENDAR_FAULTS: readonly Fault[] = [
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
      `${BACKUP}restoring under a running Pressrun, or from another file, is refused and changes nothing`,
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
