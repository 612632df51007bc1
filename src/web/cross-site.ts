import type { Request, RequestHandler } from 'express';
import { sendRefusal } from './refusals.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Called by programs with a key or a signature, never with a cookie; and RFC 8058, whose caller is a mailbox provider. */
const FROM_ANYWHERE = /^\/(api|hooks|unsubscribe)\//;
/** Pages whose address is itself the secret that a foreign site would need. */
const SECRET_ADDRESS = /^\/(confirm|preferences)\//;

/**
 * Refuses unsafe requests that another site made a browser send. `Sec-Fetch-Site` tells; browsers leave it out on plain
 * http, where `Origin` does. Programs send neither.
 */
export function refuseCrossSite(baseUrl: string): RequestHandler {
  const home = new URL(baseUrl).origin;
  return async (req, res, next) => {
    if (SAFE.has(req.method) || FROM_ANYWHERE.test(req.path) || isOurs(req, home)) return next();
    return sendRefusal(req, res, {
      code: 'request.cross-site',
      kind: 'forbidden',
      detail: 'This form was sent from another site. Open our page and send it from there.',
    });
  };
}

function isOurs(req: Request, home: string): boolean {
  const site = req.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = req.get('origin');
  // With `Referrer-Policy: no-referrer` browsers send `Origin: null` for our own forms (Fetch, 3.2).
  if (origin === 'null') return SECRET_ADDRESS.test(req.path);
  return origin === undefined || origin === home || origin === `${req.protocol}://${req.get('host') ?? ''}`;
}
