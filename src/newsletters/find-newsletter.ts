import { done, refuse, type Outcome } from '../kernel/refusal.js';
import type { Newsletter } from './newsletter.js';
import type { NewslettersRoom } from './room.js';

/** A newsletter by id or slug; the refusal names those there are. */
export async function findNewsletter(
  newsletters: Pick<NewslettersRoom, 'find' | 'all'>,
  idOrSlug: string,
): Promise<Outcome<Newsletter>> {
  const newsletter = await newsletters.find(idOrSlug);
  if (newsletter !== undefined) return done(newsletter);
  const slugs = (await newsletters.all()).map(({ slug }) => slug);
  const known = slugs.length === 0 ? 'There is none yet; create one first.' : `There is: ${slugs.join(', ')}.`;
  return refuse({
    code: 'newsletter.unknown',
    kind: 'unknown',
    detail: `No newsletter is called "${idOrSlug.slice(0, 60)}". ${known}`,
  });
}
