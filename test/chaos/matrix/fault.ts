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

/** The suites that show more than one fault. */
export const CHAOS =
  'test/chaos/chaos.test.ts: a send whose processes are killed, stopped, emptied and cut twelve times over';
export const DEAD = 'test/chaos/killed-sender.test.ts: ';
export const KILL = 'test/whole/kill.test.ts: ';
export const BELL = 'test/adapters/bullmq-bell.test.ts: ';
export const REDIS = 'test/adapters/redis-server.test.ts: ';
export const SENDER = 'test/delivery/sender.test.ts: ';
export const STOPPED = 'test/delivery/stopped-sender.test.ts: ';
export const TROUBLE = 'test/delivery/relay-trouble.test.ts: ';
export const WEATHER = 'test/delivery/hard-weather.test.ts: ';
export const CUTS = 'test/delivery/cut-matrix.test.ts: ';
export const MAILER = 'test/delivery/smtp-mailer.test.ts: ';
export const TLS = 'test/delivery/relay-tls.test.ts: ';
export const LEDGER = 'test/delivery/ledger/results.test.ts: ';
export const SCHEDULE = 'test/issues/run-schedule.test.ts: ';
export const STEER = 'test/issues/steer-issue.test.ts: ';
export const HOUSE = 'test/chaos/troubled-house.test.ts: ';
export const BACKUP = 'test/cli/backup.test.ts: ';
