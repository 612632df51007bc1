import { Router } from 'express';
import type { WebDeps } from '../web-deps.js';
import { createArchiveRouter } from './archive.js';
import { createConfirmRouter } from './confirm.js';
import { createEmbedRouter } from './embed.js';
import { createHomeRouter } from './home.js';
import { createPreferencesRouter } from './preferences.js';
import { createSubscribeRouter } from './subscribe.js';
import { createUnsubscribeRouter } from './unsubscribe.js';

/** Everything readers see. Mounted at `/`. No page needs JavaScript, none sets a cookie. */
export function createPublicRouter(deps: WebDeps): Router {
  const router = Router();
  router.use(createHomeRouter(deps));
  router.use(createSubscribeRouter(deps));
  router.use(createConfirmRouter(deps));
  router.use(createUnsubscribeRouter(deps));
  router.use(createPreferencesRouter(deps));
  router.use(createArchiveRouter(deps));
  router.use(createEmbedRouter(deps));
  return router;
}
