import { done, invalid, type Outcome } from '../kernel/refusal.js';
import type { Newsletter, NewslettersRoom } from '../newsletters/room.js';

/** Newsletters by slug or id, each once; all active ones when nothing was chosen. Unknown names are refused by name. */
export async function chosenNewsletters(
  newsletters: NewslettersRoom,
  names: readonly string[] | undefined,
): Promise<Outcome<readonly Newsletter[]>> {
  const all = await newsletters.all();
  if (names === undefined) return done(all.filter((newsletter) => newsletter.active));
  const chosen = new Set<Newsletter>();
  for (const name of names) {
    const found = all.find((newsletter) => newsletter.id === name || newsletter.slug === name);
    if (found === undefined) return invalid('newsletter.unknown', [unknownNewsletter(name, all)]);
    chosen.add(found);
  }
  return done([...chosen]);
}

function unknownNewsletter(name: string, all: readonly Newsletter[]) {
  const fault = `there is no newsletter "${name.slice(0, 60)}"`;
  const example = all[0]?.slug;
  return { field: 'newsletters', fault, ...(example === undefined ? {} : { example }) };
}
