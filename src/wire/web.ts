import { createInboundSmtp } from '../adapters/inbound-smtp.js';
import { createMailbox, type RunningMailbox } from '../adapters/mailbox/create-mailbox.js';
import type { Config } from '../config.js';
import { SECOND } from '../kernel/clock.js';
import type { Readiness, WebDeps } from '../web/web-deps.js';
import { openBell, openFoundation, type Foundation } from './foundation.js';
import { openRooms } from './rooms.js';
import { createDeliveryStore } from '../../db/delivery-store.js';

const MAX_INBOUND_BYTES = 5 * 1024 * 1024;
/** A process that was not seen for this long is not working. */
const SILENT_AFTER = 60 * SECOND;

/** The web process: what the pages and the API need, inbound SMTP and the built-in mailbox. */
export async function wireWeb(config: Config): Promise<{ deps: WebDeps; close: () => Promise<void> }> {
  const foundation = openFoundation(config, 'web');
  const { clock, random, tokens, logger, baseUrl } = foundation;
  const { redis, bell } = openBell(foundation);
  const { rooms, mailer, deliveries } = openRooms(foundation, bell, 'web');
  const { feedback } = rooms;
  const inbound =
    config.inbound && (await createInboundSmtp({ ...config.inbound, feedback, logger, maxBytes: MAX_INBOUND_BYTES }));
  const mailbox = await openMailbox(foundation, inbound?.port);
  return {
    deps: {
      rooms,
      clock,
      random,
      tokens,
      logger,
      baseUrl,
      trustProxy: config.web.trustProxy,
      mailbox: mailbox?.mailbox,
      readiness: async () => readinessOf(foundation, { deliveries, redisAnswers: await bell.answers() }),
    },
    close: async () => {
      await Promise.all([inbound?.close(), mailbox?.close(), bell.close(), mailer.close()]);
      redis.close();
      foundation.db.close();
    },
  };
}

async function openMailbox(
  foundation: Foundation,
  inboundPort: number | undefined,
): Promise<RunningMailbox | undefined> {
  const { mailbox } = foundation.config;
  if (mailbox === undefined) return undefined;
  const { file, smtpHost: host, smtpPort } = mailbox;
  const inbound = inboundPort === undefined ? {} : { inbound: { host: '127.0.0.1', port: inboundPort } };
  return createMailbox({ ...foundation, file, host, smtpPort, ...inbound });
}

async function readinessOf(
  { stores, clock }: Foundation,
  { deliveries, redisAnswers }: { deliveries: ReturnType<typeof createDeliveryStore>; redisAnswers: boolean },
): Promise<readonly Readiness[]> {
  const seenSince = clock.now() - SILENT_AFTER;
  const worker = (stores.heartbeats.lastBeat('worker') ?? 0) > seenSince;
  const sender = (await deliveries.openSessions()).some(({ lastSeenAt }) => lastSeenAt > seenSince);
  const silent = `not seen for ${SILENT_AFTER / SECOND} seconds`;
  return [
    { part: 'database', ready: true, detail: 'answers' },
    { part: 'redis', ready: redisAnswers, detail: redisAnswers ? 'answers' : 'does not answer' },
    { part: 'worker', ready: worker, detail: worker ? 'works' : silent },
    { part: 'sender', ready: sender, detail: sender ? 'works' : silent },
  ];
}
