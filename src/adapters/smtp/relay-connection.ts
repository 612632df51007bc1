import type { JobSource } from './job.js';
import type { SmtpTiming } from './timing.js';

/**
 * A logged-in SMTP session that takes its messages from a source.
 */
export interface RelayConnection {
  /** `idle`: nothing on it. `next`: a message could follow the one on it. */
  room(): 'idle' | 'next' | 'none';
  /** Takes what there is room for. */
  wake(): void;
  /** Says QUIT after what is on it, and closes. */
  quit(): void;
}

export interface ConnectionDeps {
  readonly timing: SmtpTiming;
  readonly source: JobSource;
  /** It is of no more use: closed, by whichever side. */
  readonly onOver: () => void;
}
