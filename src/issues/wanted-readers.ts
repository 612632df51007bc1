import type { Newsletter } from '../newsletters/newsletter.js';
import { bestOfDay } from '../newsletters/schedule.js';
import type { Frequency } from '../subscribers/subscriber.js';
import { isBestOf } from './best-of.js';
import type { Issue, IssueStory } from './issue.js';
import type { WantedReaders } from './issue-store.js';

/** Which readers an issue is for: what each frequency and topic on the preferences page promises. */
export function wantedReaders(
  issue: Pick<Issue, 'kind' | 'editionKey'>,
  newsletter: Newsletter,
  stories: readonly Pick<IssueStory, 'section'>[],
): WantedReaders {
  const sections = newsletter.sections.map(({ name }) => name);
  const printed = sections.filter((name) => stories.some((story) => story.section === name));
  // Urgent news and a special that belong to no section are for everybody.
  const byTopic = issue.kind === 'digest' || printed.length > 0;
  return { frequencies: frequenciesFor(issue, newsletter), sections, printed: byTopic ? printed : null };
}

/** A newsletter that comes once a week is its own best-of. */
function frequenciesFor(issue: Pick<Issue, 'kind' | 'editionKey'>, { schedule }: Newsletter): readonly Frequency[] {
  if (isBestOf(issue)) return ['weekly'];
  const every: readonly Frequency[] = bestOfDay(schedule) === undefined ? ['every', 'weekly'] : ['every'];
  return issue.kind === 'urgent' ? [...every, 'urgent'] : every;
}
