import { pino } from 'pino';
import type { LogFields, Logger } from '../kernel/logger.js';

/**
 * One JSON line per event on standard output, written at once: a process that is killed has said what it did.
 * @param name which process speaks: `web`, `worker`, `sender-1`
 */
export function createLogger({
  name,
  level,
  write,
}: {
  name: string;
  level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Takes the lines instead of standard output. */
  write?: (line: string) => void;
}): Logger {
  const options = {
    name,
    level,
    base: { name },
    messageKey: 'event',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: pino.stdSerializers.err },
  };
  const log = write === undefined ? pino(options) : pino(options, { write });
  return {
    debug: (event: string, fields: LogFields = {}) => log.debug(fields, event),
    info: (event: string, fields: LogFields = {}) => log.info(fields, event),
    warn: (event: string, fields: LogFields = {}) => log.warn(fields, event),
    error: (event: string, fields: LogFields = {}) => log.error(fields, event),
  };
}
