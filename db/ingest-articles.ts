import type { IdentifiedEntry, IngestCounts } from '../src/articles/article-store.js';
import type { Source } from '../src/articles/source.js';
import { INSERT_ARTICLE } from './article-columns.js';
import { INGEST_SQL } from './ingest-sql.js';
import { sortEntries, type Known, type Sorted } from './sort-entries.js';
import { createSectionFinder } from './newsletter-section.js';
import type { Db } from './open.js';

/** `ArticleStore.ingest`: one transaction; a fetch without news costs four statements, however many entries it has. */
export function createIngest(db: Db) {
  const work = prepare(db);
  return async (source: Source, entries: readonly IdentifiedEntry[], at: number): Promise<IngestCounts> =>
    db.write(() => ingest(work, { source, at }, entries));
}

type Work = ReturnType<typeof prepare>;

function prepare(db: Db) {
  const { sqlite } = db;
  return {
    findKnown: sqlite.prepare<object, Known>(INGEST_SQL.findKnown),
    findChangeable: sqlite.prepare<object, string>(INGEST_SQL.findChangeable).pluck(),
    insert: sqlite.prepare<object>(INSERT_ARTICLE),
    update: sqlite.prepare<object>(INGEST_SQL.update),
    feature: sqlite.prepare<object>(INGEST_SQL.feature),
    keepVersions: sqlite.prepare<object>(INGEST_SQL.keepVersions),
    name: sqlite.prepare<object>(INGEST_SQL.name),
    offer: sqlite.prepare<object>(INGEST_SQL.offer),
    sectionsOf: createSectionFinder(db),
  };
}

interface Fetch {
  readonly source: Source;
  readonly at: number;
}

function ingest(work: Work, { source, at }: Fetch, entries: readonly IdentifiedEntry[]): IngestCounts {
  const sourceId = source.id;
  const identities = entries.map(({ guid, canonicalUrl }) => ({ guid, canonicalUrl }));
  const known = work.findKnown.all({ sourceId, entries: JSON.stringify(identities) });
  const mayChange = (ids: readonly string[]) =>
    new Set(ids.length === 0 ? [] : work.findChangeable.all({ ids: JSON.stringify(ids), sourceId }));
  const sorted = sortEntries({ entries, known, at, mayChange });
  write(work, sorted, at);
  if (sorted.names.length > 0) work.name.run({ sourceId, names: JSON.stringify(sorted.names) });
  offer(work, { source, at }, sorted);
  return { new: sorted.inserted.length, updated: sorted.changed.length, unchanged: sorted.unchanged };
}

function write(work: Work, { inserted, changed, featured }: Sorted, at: number): void {
  for (const row of inserted) work.insert.run({ ...row, externalId: null, embargoUntil: null, at });
  for (const row of changed) work.update.run({ ...row, at });
  if (featured.length > 0) work.feature.run({ rows: JSON.stringify(featured) });
  const ids = [...inserted, ...changed].map(({ id }) => id);
  if (ids.length > 0) work.keepVersions.run({ ids: JSON.stringify(ids) });
}

/** Known to the newsletter already in most rounds: then nothing is written. */
function offer(work: Work, { source, at }: Fetch, { places }: Sorted): void {
  const sectionOf = work.sectionsOf(source.newsletterId);
  const rows = places.map(({ id, entry }) => [
    id,
    sectionOf(entry.categories ?? [entry.section]) ?? source.section ?? entry.section,
  ]);
  if (rows.length > 0) work.offer.run({ newsletterId: source.newsletterId, rows: JSON.stringify(rows), at });
}
