import { RefusedError } from '../kernel/refusal.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import type { CliDeps } from './cli-context.js';

/** The newsletter of a slug or id; refused with the names there are. */
export async function findNewsletter({ rooms }: CliDeps, wanted: string): Promise<Newsletter> {
  const found = await rooms.newsletters.find(wanted);
  if (found !== undefined) return found;
  const slugs = (await rooms.newsletters.all()).map(({ slug }) => slug);
  throw new RefusedError({
    code: 'newsletter.unknown',
    kind: 'unknown',
    detail: `No newsletter is called ${wanted}. There ${slugs.length === 1 ? 'is' : 'are'}: ${slugs.join(', ') || 'none'}.`,
  });
}
