import type { ArticlesDeps } from './deps.js';
import { redactKeys } from './redact-keys.js';
import type { Source } from './source.js';

type Deps = Pick<ArticlesDeps, 'notices' | 'baseUrl'>;

const openSources = ({ baseUrl }: Deps) => ({ label: 'Look at the sources', url: `${baseUrl}/desk/sources` });

const nameOf = ({ title, host }: Source): string => title ?? host;

/** A source failed for a day. Told once for each row of failures. */
export async function tellFailing(deps: Deps, source: Source): Promise<void> {
  await deps.notices.tell({
    key: `source-failing:${source.id}:${source.failingSince ?? 0}`,
    heading: `${nameOf(source)} has not answered well for a day`,
    paragraphs: [
      source.lastError ?? '',
      `Nothing new comes in from ${redactKeys(source.url)}. It is tried again once a day, and you are not told again.`,
    ],
    action: openSources(deps),
  });
}

/** A source is gone for good. */
export async function tellStopped(deps: Deps, source: Source): Promise<void> {
  await deps.notices.tell({
    key: `source-stopped:${source.id}:${source.stoppedAt ?? 0}`,
    heading: `${nameOf(source)} was closed by its publisher`,
    paragraphs: [
      `${redactKeys(source.url)} says that it is gone for good (410 Gone), so it is not fetched any more.`,
      'If it has a new address, add that as a source. If it comes back, press “Fetch now”.',
    ],
    action: openSources(deps),
  });
}
