import express, { Router } from 'express';
import { fileURLToPath } from 'node:url';
import type { NewslettersRoom } from '../newsletters/room.js';
import { readableAccent } from './accent.js';

const FOLDER = fileURLToPath(new URL('./assets', import.meta.url));

/** Our own files, kept ten minutes and then checked by ETag, and the newsroom's colour as a style sheet. */
export function createAssetsRouter({ newsletters }: { newsletters: NewslettersRoom }): Router {
  const router = Router();
  router.get('/brand.css', async (_req, res) => {
    const { light, dark } = readableAccent((await newsletters.newsroom()).accentColor);
    res.set('Cache-Control', 'public, max-age=60').type('css');
    res.send(`:root{--accent:${light}}@media(prefers-color-scheme:dark){:root{--accent:${dark}}}\n`);
  });
  // Sandboxed pages (an issue in the archive) count as foreign and still want the icon.
  router.use((_req, res, next) => {
    res.set('Cross-Origin-Resource-Policy', 'cross-origin');
    next();
  });
  router.use(express.static(FOLDER, { maxAge: '10m', index: false, redirect: false }));
  return router;
}
