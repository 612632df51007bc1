import type { Request } from 'express';
import type { Visitor } from '../../subscribers/room.js';

/** Who asks; the address is the one `trust proxy` lets us believe. */
export const visitorOf = (req: Request, source: Visitor['source']): Visitor => ({
  ip: req.ip ?? null,
  userAgent: req.get('user-agent') ?? null,
  source,
});
