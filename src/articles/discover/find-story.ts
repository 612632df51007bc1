import { done, type Outcome } from '../../kernel/refusal.js';
import type { FoundSource } from './found-source.js';
import { notNow, nothingFound } from './nothing-found.js';
import type { Trail } from './search-trail.js';

/** The story behind a link. A page that does not answer just now is refused too: there is nothing to show yet. */
export async function findStory(trail: Trail, url: string): Promise<Outcome<FoundSource>> {
  const answer = await trail.look(url);
  if (answer?.kind !== 'fetched') {
    const fault = answer?.reason ?? 'It was not looked at.';
    if (trail.passing() !== undefined) return notNow(url, fault);
    return nothingFound(trail, { url, fault, example: EXAMPLE });
  }
  const story = await trail.read(answer, 'page');
  if (!story.ok) return nothingFound(trail, { url, fault: story.refusal.detail, example: EXAMPLE });
  return done({ kind: 'page', url, title: story.value.title, because: 'The page is one story.' });
}

const EXAMPLE = 'https://example.org/2026/harbour-reopens';
