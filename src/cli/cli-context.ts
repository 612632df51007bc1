import type { PackedPictures } from '../../db/backup-pictures.js';
import type { Config } from '../config.js';
import type { Mailer } from '../delivery/mailer.js';
import type { Clock } from '../kernel/clock.js';
import type { FieldError } from '../kernel/refusal.js';
import type { Rooms } from '../rooms.js';
import type { SubscriptionLine } from '../subscribers/subscription-line.js';

/** What commands work with. */
export interface CliDeps {
  readonly rooms: Rooms;
  readonly mailer: Pick<Mailer, 'check'>;
  readonly clock: Clock;
  /** One line per subscription, streamed. */
  exportSubscribers(newsletterId?: string): Iterable<SubscriptionLine>;
  backUp(file: string): Promise<PackedPictures>;
  close(): Promise<void>;
}

/** Where a command's words go. */
export interface Output {
  /** Standard output; one line. */
  line(text: string): void;
  /** Standard error; one line. */
  note(text: string): void;
  readonly isTerminal: boolean;
}

/** What every command is given. */
export interface CliContext {
  readonly output: Output;
  /** Throws ConfigFaults. */
  config(): Config;
  /** Opens database and rooms; the command's runner closes them. */
  open(config: Config): CliDeps;
  readonly actor: string;
  /** Exit code of the command; 0 unless it sets another. */
  exitWith(code: number): void;
}

/** The environment is wrong; one fault per variable. */
export class ConfigFaults extends Error {
  readonly faults: readonly FieldError[];
  constructor(faults: readonly FieldError[]) {
    super('The configuration has faults.');
    this.faults = faults;
  }
}
