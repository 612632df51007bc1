import { createApiRouter } from './api/api-router.js';
import { createApiDocsRouter } from './api/docs-router.js';
import { createMetricsRouter } from './api/metrics-router.js';
import type { MountedRouter } from './app.js';
import { createDeskRouter } from './desk/desk-router.js';
import { createHooksRouter } from './hooks/hooks-router.js';
import { createWebSubRouter } from './hooks/websub-router.js';
import { createMailboxRouter } from './mailbox/mailbox-router.js';
import { createPublicRouter } from './public/router.js';
import type { WebDeps } from './web-deps.js';

/** Everything the web process answers, in the order it is asked. */
export const routersOf = (deps: WebDeps): readonly MountedRouter[] => [
  { path: '/api/v1', router: createApiRouter(deps) },
  { path: '/api', router: createApiDocsRouter(deps) },
  { path: '/hooks/websub', router: createWebSubRouter(deps) },
  { path: '/hooks', router: createHooksRouter(deps) },
  { path: '/desk', router: createDeskRouter(deps) },
  ...(deps.mailbox === undefined ? [] : [{ path: '/mailbox', router: createMailboxRouter(deps) }]),
  { path: '/', router: createMetricsRouter(deps) },
  { path: '/', router: createPublicRouter(deps) },
];
