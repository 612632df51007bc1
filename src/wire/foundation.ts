import { createAccountStore } from '../../db/account-store.js';
import { createArticleStore } from '../../db/article-store.js';
import { createDomainHolds } from '../../db/domain-holds.js';
import { createFeedbackStore } from '../../db/feedback-store.js';
import { createHeartbeatStore } from '../../db/heartbeat-store.js';
import { createHubStore } from '../../db/hub-store.js';
import { createHookStore } from '../../db/hook-store.js';
import { createIssueStore } from '../../db/issue-store.js';
import { createLetterStore } from '../../db/letter-store.js';
import { createNewsletterStore } from '../../db/newsletter-store.js';
import { createNumbersStore } from '../../db/numbers-store.js';
import { openDatabase } from '../../db/open.js';
import { createPaceStore } from '../../db/pace-store.js';
import { createPictureStore } from '../../db/picture-store.js';
import { createSourceStore } from '../../db/source-store.js';
import { createSubscriberStore } from '../../db/subscriber-store.js';
import { createSuppressionStore } from '../../db/suppression-store.js';
import { createBell } from '../adapters/bullmq-bell.js';
import { createRedisConnections } from '../adapters/redis-connections.js';
import { redisSocket } from '../adapters/redis-socket.js';
import { systemClock } from '../adapters/system-clock.js';
import { createLogger } from '../adapters/system-logger.js';
import { systemRandom } from '../adapters/system-random.js';
import type { Config } from '../config.js';
import { createNewId } from '../kernel/ids.js';
import { createTokens } from '../kernel/token.js';

/** What every process stands on: clock, randomness, keys, log, the database and a store per room. */
export function openFoundation(config: Config, name: string) {
  const clock = systemClock;
  const random = systemRandom;
  const db = openDatabase(config.databaseFile);
  const tokens = createTokens(config.keys);
  return {
    config,
    clock,
    random,
    newId: createNewId({ clock, random }),
    tokens,
    logger: createLogger({ name, level: config.logLevel }),
    baseUrl: config.web.baseUrl,
    db,
    stores: {
      newsletters: createNewsletterStore({ db }),
      articles: createArticleStore({ db }),
      sources: createSourceStore({ db }),
      hubs: createHubStore({ db }),
      subscribers: createSubscriberStore({ db, tokens }),
      suppressions: createSuppressionStore({ db, tokens }),
      issues: createIssueStore({ db }),
      letters: createLetterStore({ db }),
      feedback: createFeedbackStore({ db }),
      hooks: createHookStore({ db }),
      numbers: createNumbersStore({ db }),
      accounts: createAccountStore({ db }),
      heartbeats: createHeartbeatStore({ db }),
      pictures: createPictureStore({ db }),
      pace: createPaceStore({ db }),
      domainHolds: createDomainHolds({ db }),
    },
  };
}

export type Foundation = ReturnType<typeof openFoundation>;

/** The connections to Redis, and the bell on one of them. */
export function openBell({ config, logger }: Foundation) {
  const address =
    config.redis.kind === 'url' ? { url: config.redis.url } : { socket: redisSocket(config.redis.folder) };
  const redis = createRedisConnections({ address, logger });
  return { redis, bell: createBell({ connection: redis.forRings(), logger }) };
}
