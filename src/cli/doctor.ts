import type { Command } from 'commander';
import { createDkimSigner } from '../adapters/dkim.js';
import { createRedisConnections, redisFault } from '../adapters/redis-connections.js';
import { askRedis, redisSocket } from '../adapters/redis-socket.js';
import { createLogger } from '../adapters/system-logger.js';
import type { Config } from '../config.js';
import { DAY } from '../kernel/clock.js';
import type { CliContext, CliDeps } from './cli-context.js';
import { newCommand, print, withRooms } from './command.js';
import { EXIT } from './exit.js';

interface Finding {
  readonly part: string;
  readonly state: 'good' | 'bad' | 'off';
  readonly detail: string;
}

/** `doctor`: asks every part how it is; exit 1 when one is bad. */
export function addDoctorCommand(program: Command, context: CliContext): void {
  const command = newCommand('doctor', 'check database, Redis, mail server, DKIM and sources');
  command.action(async () => {
    const config = context.config();
    const findings = await withRooms(context, async (deps) =>
      Promise.all([
        checkDatabase(config),
        checkRedis(config),
        checkRelay(config, deps),
        checkDkim(config),
        checkNewsroom(deps),
        checkSources(deps),
      ]),
    );
    if (findings.some(({ state }) => state === 'bad')) context.exitWith(EXIT.refused);
    print(context, command, { lines: findings.map(lineOf), json: findings });
  });
  program.addCommand(command);
}

const MARKS: Readonly<Record<Finding['state'], string>> = { good: 'ok ', bad: 'BAD', off: ' - ' };
const lineOf = ({ part, state, detail }: Finding): string => `${MARKS[state]}  ${part.padEnd(9)}  ${detail}`;

/** Opening has asserted it: a write, then WAL and synchronous=FULL read back. */
const checkDatabase = async ({ databaseFile }: Config): Promise<Finding> => ({
  part: 'database',
  state: 'good',
  detail: `${databaseFile}: commits are durable (WAL, synchronous=FULL)`,
});

const ANSWER_WITHIN = 3_000;

async function checkRedis({ redis }: Config): Promise<Finding> {
  const part = 'redis';
  if (redis.kind === 'embedded' && (await askRedis(redisSocket(redis.folder), 'PING')) === undefined)
    return { part, state: 'off', detail: 'the private Redis runs while Pressrun runs' };
  const address = redis.kind === 'url' ? { url: redis.url } : { socket: redisSocket(redis.folder) };
  const logger = createLogger({ name: 'doctor', level: 'silent' });
  const connections = createRedisConnections({ address, logger });
  try {
    const late = new Promise<never>((_resolve, reject) => {
      setTimeout(() => reject(new Error('late')), ANSWER_WITHIN).unref();
    });
    const fault = await Promise.race([redisFault(connections.forWorker()), late]);
    return fault === undefined
      ? { part, state: 'good', detail: 'answers, noeviction' }
      : { part, state: 'bad', detail: fault };
  } catch {
    return { part, state: 'bad', detail: redis.kind === 'url' ? 'does not answer at REDIS_URL' : 'does not answer' };
  } finally {
    connections.close();
  }
}

async function checkRelay({ mailbox }: Config, { mailer }: CliDeps): Promise<Finding> {
  const part = 'smtp';
  const fault = await mailer.check();
  if (fault === undefined) {
    const detail = mailbox === undefined ? 'login works' : 'the built-in mailbox answers; no SMTP_URL is set';
    return { part, state: 'good', detail };
  }
  if (mailbox !== undefined) return { part, state: 'off', detail: 'the built-in mailbox runs while Pressrun runs' };
  return { part, state: 'bad', detail: fault };
}

async function checkDkim({ dkim }: Config): Promise<Finding> {
  const part = 'dkim';
  if (dkim.length === 0)
    return { part, state: 'off', detail: 'mails are not signed; set DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE' };
  try {
    createDkimSigner(dkim);
    const names = dkim.map(({ selector, domain }) => `${selector}._domainkey.${domain}`).join(' and ');
    return { part, state: 'good', detail: `${names}: the key signs and verifies` };
  } catch (error) {
    return { part, state: 'bad', detail: error instanceof Error ? error.message : String(error) };
  }
}

async function checkNewsroom({ rooms }: CliDeps): Promise<Finding> {
  const { name, postalAddress } = await rooms.newsletters.newsroom();
  const part = 'newsroom';
  return postalAddress === ''
    ? { part, state: 'bad', detail: `${name} has no postal address; no issue is sent without one. Set it at the desk.` }
    : { part, state: 'good', detail: `${name}, ${postalAddress}` };
}

async function checkSources({ rooms, clock }: CliDeps): Promise<Finding> {
  const part = 'sources';
  const sources = await rooms.articles.sources();
  const failing = sources.filter(({ lastError }) => lastError !== null);
  const quiet = sources.filter(({ lastNewAt }) => lastNewAt !== null && clock.now() - lastNewAt > 7 * DAY);
  if (failing.length > 0)
    return { part, state: 'bad', detail: failing.map(({ url, lastError }) => `${url}: ${lastError ?? ''}`).join('; ') };
  const note = quiet.length > 0 ? `, ${quiet.length} without news for a week` : '';
  return { part, state: sources.length === 0 ? 'off' : 'good', detail: `${sources.length} sources${note}` };
}
