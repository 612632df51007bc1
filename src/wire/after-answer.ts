import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../kernel/logger.js';
import type { Random } from '../kernel/random.js';

/** Milliseconds: long after the answer, and not always as long after it. */
const SOON = 20;
const SPREAD = 255;

/**
 * Runs work when the answer is out, after a time that differs from case to case: neither this answer nor the next one is
 * later because of what the work had to do. Work that fails or is not reached is the worker's, see settleSignUps.
 */
export function afterAnswer({ logger, random }: { logger: Logger; random: Random }) {
  return (work: () => Promise<void>): void => {
    const [spread = SPREAD] = random.bytes(1);
    void sleep(SOON + spread, undefined, { ref: false })
      .then(work)
      .catch((error: unknown) => logger.error('web.after-answer-failed', { error }));
  };
}
