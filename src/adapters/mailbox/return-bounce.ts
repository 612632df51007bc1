import { createTransport } from 'nodemailer';
import { SECOND } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/logger.js';

/** Where bounces go: our own inbound SMTP server. */
export interface Inbound {
  readonly host: string;
  readonly port: number;
}

/** The inbound server may start a moment after the mailbox. */
const WAITS = [0, 1 * SECOND, 5 * SECOND, 20 * SECOND];

/** Sends a report from the null sender; tries some times, then gives up with a line in the log. Aborts with `signal`. */
export async function returnBounce(
  { inbound, returnPath, dsn }: { inbound: Inbound; returnPath: string; dsn: Buffer },
  { logger, signal }: { logger: Logger | undefined; signal: AbortSignal },
): Promise<void> {
  const transport = createTransport({ host: inbound.host, port: inbound.port, secure: false, ignoreTLS: true });
  let fault = '';
  for (const wait of WAITS) {
    if (!(await pause(wait, signal))) return;
    try {
      await transport.sendMail({ envelope: { from: '', to: [returnPath] }, raw: dsn });
      return;
    } catch (error) {
      fault = error instanceof Error ? error.message : String(error);
    }
  }
  logger?.warn('mailbox.bounce-not-returned', { fault });
}

/** False when aborted before the time is over. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve(true);
    }, milliseconds);
    function stop(): void {
      clearTimeout(timer);
      resolve(false);
    }
    signal.addEventListener('abort', stop, { once: true });
  });
}
