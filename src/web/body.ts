import express, { type RequestHandler } from 'express';

/** Articles come in by API with their text; forms and everything else are small. */
const API_LIMIT = '1mb';
const PAGE_LIMIT = '64kb';

/**
 * Parses JSON and forms into `req.body`. Webhooks are left alone: their signatures are over the raw bytes. One-click
 * unsubscribes are never refused for their body.
 */
export function bodyParsers(): RequestHandler[] {
  const api = express.json({ limit: API_LIMIT });
  const page = express.json({ limit: PAGE_LIMIT });
  const form = express.urlencoded({ extended: false, limit: PAGE_LIMIT, parameterLimit: 200 });
  const json: RequestHandler = (req, res, next) => (req.path.startsWith('/api/') ? api : page)(req, res, next);
  return [unless(/^\/(hooks|unsubscribe)\//, json), unless(/^\/hooks\//, form)];
}

function unless(path: RegExp, parser: RequestHandler): RequestHandler {
  return (req, res, next) => (path.test(req.path) ? next() : parser(req, res, next));
}
