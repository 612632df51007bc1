import type { Clock } from '../kernel/clock.js';
import type { Logger } from '../kernel/logger.js';
import type { Random } from '../kernel/random.js';
import type { Tokens } from '../kernel/token.js';
import type { Rooms } from '../rooms.js';
import type { Mailbox } from './mailbox/mailbox.js';

/** All the web edge needs; built by wire.ts. */
export interface WebDeps {
  readonly rooms: Rooms;
  readonly clock: Clock;
  readonly random: Random;
  readonly tokens: Tokens;
  readonly logger: Logger;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** Express `trust proxy`: hop count or CIDR list, never `true` (a client could then choose its own IP). */
  readonly trustProxy: number | string | false;
  /** The built-in mailbox; undefined when SMTP_URL is set. */
  readonly mailbox: Mailbox | undefined;
  /** One line per part, for /readyz; all must be ready. */
  readiness(): Promise<readonly Readiness[]>;
}

export interface Readiness {
  readonly part: 'database' | 'redis' | 'smtp' | 'worker' | 'sender';
  readonly ready: boolean;
  readonly detail: string;
}
