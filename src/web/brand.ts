import type { Request } from 'express';
import type { Newsroom } from '../newsletters/newsroom.js';

/** Where createApp leaves the way to the newsroom, for pages that are sent from anywhere (errors, refusals). */
export const BRAND_LOCAL = 'newsroom';

/** The newsroom for a page, or undefined when it cannot be read just now: an error page must not fail on that. */
export async function brandOf(req: Request): Promise<Newsroom | undefined> {
  const read = req.app.locals[BRAND_LOCAL] as (() => Promise<Newsroom>) | undefined;
  try {
    return await read?.();
  } catch {
    return undefined;
  }
}
