import { MINUTE } from '../kernel/clock.js';
import type { IdentifiedEntry } from './article-store.js';
import { canonicalUrl } from './canonical-url.js';
import { contentHash } from './content-hash.js';
import type { ParsedEntry } from './parsed-feed.js';

/** Clocks of publishers run ahead by some minutes; a later date is a mistake and would keep a story on top for ever. */
const CLOCK_DRIFT = 10 * MINUTE;

/**
 * Entries of one fetch with their identity settled, ready for the store: those without a link or title are left out,
 * dates in the future become now, and a guid that names several stories (`isPermaLink` feeds that repeat the site's
 * address) names none.
 */
export function settleEntries(entries: readonly ParsedEntry[], now: number): readonly IdentifiedEntry[] {
  const settled = entries.flatMap((entry) => settle(entry, now));
  const shared = sharedGuids(settled);
  return settled.map((entry) => (entry.guid !== null && shared.has(entry.guid) ? { ...entry, guid: null } : entry));
}

function settle(entry: ParsedEntry, now: number): readonly IdentifiedEntry[] {
  const { url, title, dek, image } = entry;
  if (url === null || title === null) return [];
  return [
    {
      ...entry,
      url,
      title,
      section: entry.categories[0] ?? null,
      body: null,
      publishedAt: notLater(entry.publishedAt, now),
      updatedAt: notLater(entry.updatedAt, now),
      canonicalUrl: canonicalUrl(url),
      contentHash: contentHash({ title, dek, url, image }),
    },
  ];
}

const notLater = (at: number | null, now: number): number | null => (at !== null && at > now + CLOCK_DRIFT ? now : at);

function sharedGuids(entries: readonly IdentifiedEntry[]): ReadonlySet<string> {
  const urls = new Map<string, string>();
  const shared = new Set<string>();
  for (const { guid, canonicalUrl: url } of entries) {
    if (guid === null) continue;
    if ((urls.get(guid) ?? url) !== url) shared.add(guid);
    urls.set(guid, url);
  }
  return shared;
}
