import { Router } from 'express';
import type { WebDeps } from './web-deps.js';

/** `/healthz`: this process answers. `/readyz`: every part works, 503 with the parts that do not. */
export function createHealthRouter({ readiness }: Pick<WebDeps, 'readiness'>): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  router.get('/readyz', async (_req, res) => {
    const parts = await readiness();
    const ready = parts.every((part) => part.ready);
    res
      .status(ready ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ ready, parts });
  });
  return router;
}
