import { orThrow } from '../kernel/refusal.js';
import { findNewsletter } from '../newsletters/find-newsletter.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import type { CliDeps } from './cli-context.js';

/** The newsletter of a slug or id; refused with the names there are. */
export const namedNewsletter = async ({ rooms }: CliDeps, wanted: string): Promise<Newsletter> =>
  orThrow(await findNewsletter(rooms.newsletters, wanted));
