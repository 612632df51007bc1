import { Router } from 'express';
import { renderPage } from '../render.js';
import type { WebDeps } from '../web-deps.js';
import { apiCalls } from './api-calls.js';
import { DocsPage } from './docs-page.js';
import { openApiDocument } from './openapi.js';

/** `openapi.json` and `docs`, mounted at /api. They describe the calls and show no data, so they need no key. */
export function createApiDocsRouter(deps: WebDeps): Router {
  const calls = apiCalls(deps);
  const document = openApiDocument(calls, deps.baseUrl);
  const router = Router();
  router.get('/openapi.json', (_req, res) => {
    res.json(document);
  });
  router.get('/docs', async (_req, res) => {
    renderPage(res, <DocsPage newsroom={await deps.rooms.newsletters.newsroom()} calls={calls} />);
  });
  return router;
}
