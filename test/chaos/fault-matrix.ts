import { CALENDAR_FAULTS } from './matrix/calendar-faults.js';
import type { Fault } from './matrix/fault.js';
import { HOUSE_FAULTS } from './matrix/house-faults.js';
import { LEDGER_FAULTS } from './matrix/ledger-faults.js';
import { REDIS_FAULTS } from './matrix/redis-faults.js';
import { RELAY_FAULTS } from './matrix/relay-faults.js';
import { SENDER_FAULTS } from './matrix/sender-faults.js';

/** The faults that a Pressrun must survive, F1 to F40, each with the tests that show it. */
export const FAULT_MATRIX: readonly Fault[] = [
  ...SENDER_FAULTS,
  ...REDIS_FAULTS,
  ...HOUSE_FAULTS,
  ...LEDGER_FAULTS,
  ...RELAY_FAULTS,
  ...CALENDAR_FAULTS,
];
