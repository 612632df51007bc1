import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../src/kernel/clock.js';
import type { LogFields, Logger } from '../../src/kernel/logger.js';
import { createTokens, type Tokens } from '../../src/kernel/token.js';
import type { Rooms } from '../../src/rooms.js';
import { createApp, type MountedRouter } from '../../src/web/app.js';
import type { Mailbox } from '../../src/web/mailbox/mailbox.js';
import type { Readiness, WebDeps } from '../../src/web/web-deps.js';
import { fakeClock, seededRandom } from './determinism.js';

export interface WebOptions {
  /** The rooms this test needs; any other one throws when it is asked something. */
  readonly rooms: Partial<Rooms>;
  readonly routers?: (deps: WebDeps) => readonly MountedRouter[];
  readonly clock?: Clock;
  readonly tokens?: Tokens;
  readonly mailbox?: Mailbox;
  readonly trustProxy?: number | string | false;
  readonly readiness?: readonly Readiness[];
  /** The address readers would know; the server's own when absent. */
  readonly baseUrl?: string;
}

export interface RunningWeb {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly deps: WebDeps;
  readonly logged: readonly { event: string; fields: LogFields }[];
  close(): Promise<void>;
}

/** The real app behind a real socket on a free port. */
export async function startWeb(options: WebOptions): Promise<RunningWeb> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { logger, logged } = rememberingLogger();
  const deps: WebDeps = {
    rooms: withAbsentRooms(options.rooms),
    clock: options.clock ?? fakeClock(),
    random: seededRandom('web'),
    tokens: options.tokens ?? createTokens('a secret for tests that is long enough'),
    logger,
    baseUrl: options.baseUrl ?? url,
    trustProxy: options.trustProxy ?? false,
    mailbox: options.mailbox,
    readiness: async () => options.readiness ?? [],
  };
  server.on('request', createApp({ deps, routers: options.routers?.(deps) ?? [] }));
  return { url, deps, logged, close: async () => closeServer(server) };
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

function rememberingLogger() {
  const logged: { event: string; fields: LogFields }[] = [];
  const write = (event: string, fields: LogFields = {}) => void logged.push({ event, fields });
  const logger: Logger = { debug: write, info: write, warn: write, error: write };
  return { logger, logged };
}

/** A room that says so when it is asked something, as the base of a hand-written fake: `Object.assign(absent('issues'), {...})`. */
export function absent<R extends keyof Rooms>(name: R): Rooms[R] {
  const base = new Proxy(Object.create(null) as object, {
    get: (_target, member) => {
      throw new Error(`This test has no ${name} room, but ${String(member)} was asked of it.`);
    },
  });
  return Object.create(base) as Rooms[R];
}

function withAbsentRooms(rooms: Partial<Rooms>): Rooms {
  return {
    newsletters: rooms.newsletters ?? absent('newsletters'),
    articles: rooms.articles ?? absent('articles'),
    subscribers: rooms.subscribers ?? absent('subscribers'),
    issues: rooms.issues ?? absent('issues'),
    delivery: rooms.delivery ?? absent('delivery'),
    feedback: rooms.feedback ?? absent('feedback'),
    accounts: rooms.accounts ?? absent('accounts'),
  };
}
