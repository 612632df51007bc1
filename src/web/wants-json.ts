import type { Request } from 'express';

/** Whether the answer should be JSON: always under /api and /hooks, elsewhere when the caller sent or asked for JSON. */
export function wantsJson(req: Request): boolean {
  if (/^\/(api|hooks)(\/|\?|$)/.test(req.originalUrl)) return true;
  if (req.is('application/json')) return true;
  return req.accepts(['html', 'json']) === 'json';
}
