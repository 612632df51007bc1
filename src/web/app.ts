import express, { type Express, type Router } from 'express';
import { createNewId } from '../kernel/ids.js';
import { createAssetsRouter } from './assets.js';
import { bodyParsers } from './body.js';
import { BRAND_LOCAL } from './brand.js';
import { refuseCrossSite } from './cross-site.js';
import { createErrorHandler, notFound } from './errors.js';
import { createHealthRouter } from './health.js';
import { createPicturesRouter } from './pictures.js';
import { securityHeaders } from './security-headers.js';
import type { WebDeps } from './web-deps.js';

export interface MountedRouter {
  readonly path: string;
  readonly router: Router;
}

/** The web edge: what every answer has in common around the given routers, which are asked in their order. */
export function createApp({ deps, routers }: { deps: WebDeps; routers: readonly MountedRouter[] }): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', deps.trustProxy);
  app.locals[BRAND_LOCAL] = async () => deps.rooms.newsletters.newsroom();
  app.use(securityHeaders(deps.baseUrl));
  app.use(createHealthRouter(deps));
  app.use('/assets', createAssetsRouter(deps.rooms));
  app.use('/pictures', createPicturesRouter(deps.rooms));
  app.get('/favicon.ico', (_req, res) => {
    res.set('Cross-Origin-Resource-Policy', 'cross-origin').redirect(301, '/assets/icon.svg');
  });
  app.use(refuseCrossSite(deps.baseUrl));
  app.use(bodyParsers());
  for (const { path, router } of routers) app.use(path, router);
  app.use(notFound);
  app.use(createErrorHandler({ logger: deps.logger, newId: createNewId(deps) }));
  return app;
}
