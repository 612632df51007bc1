import { articleId } from '../src/articles/article-id.js';
import type { IdentifiedEntry, IngestCounts } from '../src/articles/article-store.js';
import type { Source } from '../src/articles/source.js';
import { contentColumns, INSERT_ARTICLE, KEEP_VERSION, MOVED_URL } from './article-columns.js';
import { createSectionFinder } from './newsletter-section.js';
import type { Db } from './open.js';

/** An entry and the article it already is, if any. */
interface Known {
  readonly place: number;
  readonly id: string | null;
  readonly contentHash: string | null;
  readonly canonicalUrl: string | null;
  readonly pushed: 0 | 1;
}

/** By (source, guid) first, then by URL, then by a URL the article once had in this source. */
const FIND_KNOWN = `
  SELECT entry.key AS place, article.id, article.content_hash AS contentHash, article.canonical_url AS canonicalUrl,
    article.external_id IS NOT NULL AS pushed
  FROM json_each(@entries) AS entry
  LEFT JOIN article_guids AS named ON named.source_id = @sourceId AND named.guid = entry.value ->> 'guid'
  LEFT JOIN articles AS located ON located.canonical_url = entry.value ->> 'canonicalUrl'
  LEFT JOIN article_guids AS once ON once.source_id = @sourceId AND once.guid = entry.value ->> 'canonicalUrl'
  LEFT JOIN articles AS article ON article.id = coalesce(named.article_id, located.id, once.article_id)`;

/**
 * Two feeds of one newsroom often give a story two deks. The oldest source that names an article speaks for it (ids sort
 * by age), or its text would change back and forth with every fetch; one that keeps failing loses its word.
 */
const FIND_CHANGEABLE = `
  SELECT value AS id FROM json_each(@ids) WHERE value NOT IN (
    SELECT named.article_id FROM article_guids AS named JOIN sources ON sources.id = named.source_id
    WHERE sources.id < @sourceId AND sources.failures < 5 AND named.article_id IN (SELECT value FROM json_each(@ids)))`;

const UPDATE_ARTICLE = `
  UPDATE articles SET url = @url, canonical_url = ${MOVED_URL}, title = @title, dek = @dek, author = @author,
    section = @section, image_url = @imageUrl, image_alt = @imageAlt, image_credit = @imageCredit,
    language = coalesce(@language, language), published_at = coalesce(published_at, @publishedAt), updated_at = @at,
    version = version + 1, content_hash = @contentHash
  WHERE id = @id`;

/** `ArticleStore.ingest`. */
export function createIngest(db: Db) {
  const work = prepare(db);
  return async (source: Source, entries: readonly IdentifiedEntry[], at: number): Promise<IngestCounts> =>
    db.write(() => ingest(work, { source, at }, entries));
}

type Work = ReturnType<typeof prepare>;

interface Fetch {
  readonly source: Source;
  readonly at: number;
}

function prepare(db: Db) {
  const { sqlite } = db;
  return {
    findKnown: sqlite.prepare<object, Known>(FIND_KNOWN),
    findChangeable: sqlite.prepare<object, { id: string }>(FIND_CHANGEABLE),
    insert: sqlite.prepare<object>(INSERT_ARTICLE),
    update: sqlite.prepare<object>(UPDATE_ARTICLE),
    keepVersion: sqlite.prepare<object>(KEEP_VERSION),
    name: sqlite.prepare<object>(
      `INSERT INTO article_guids (source_id, guid, article_id) VALUES (@sourceId, @guid, @id) ON CONFLICT DO NOTHING`,
    ),
    offer: sqlite.prepare<object>(
      `INSERT INTO newsletter_articles (newsletter_id, article_id, section, added_at)
       VALUES (@newsletterId, @id, @section, @at) ON CONFLICT DO NOTHING`,
    ),
    sectionsOf: createSectionFinder(db),
  };
}

function ingest(work: Work, fetch: Fetch, entries: readonly IdentifiedEntry[]): IngestCounts {
  const { source, at } = fetch;
  const known = work.findKnown.all({ sourceId: source.id, entries: identities(entries) });
  const byPlace = new Map(known.map((each) => [each.place, each]));
  const round: Round = { work, fetch, mayChange: changeable(work, source, entries, byPlace), seen: new Map() };
  const sectionOf = work.sectionsOf(source.newsletterId);
  const counts = { new: 0, updated: 0, unchanged: 0 };
  for (const [place, entry] of entries.entries()) {
    const { id, change } = store(round, entry, byPlace.get(place));
    if (change !== undefined) counts[change]++;
    work.name.run({ sourceId: source.id, guid: entry.guid ?? entry.canonicalUrl, id });
    const section = sectionOf(entry.categories ?? [entry.section]) ?? source.section ?? entry.section;
    work.offer.run({ newsletterId: source.newsletterId, id, section, at });
  }
  return counts;
}

interface Round {
  readonly work: Work;
  readonly fetch: Fetch;
  readonly mayChange: ReadonlySet<string>;
  /** Ids, URLs and guids met in this fetch, to the article: of several entries for one story the first counts. */
  readonly seen: Map<string, string>;
}

function store(
  round: Round,
  entry: IdentifiedEntry,
  old: Known | undefined,
): { id: string; change?: keyof IngestCounts } {
  const { seen, work, fetch } = round;
  const keys = [entry.canonicalUrl, ...(entry.guid === null ? [] : [`guid ${entry.guid}`])];
  const earlier = old?.id ?? keys.map((key) => seen.get(key)).find((id) => id !== undefined);
  const repeated = earlier !== undefined && seen.has(earlier);
  const id = earlier ?? insertArticle(work, fetch, entry);
  for (const key of [id, ...keys]) seen.set(key, id);
  if (repeated) return { id };
  if (earlier === undefined) return { id, change: 'new' };
  return { id, change: changeArticle(round, { id, entry, old }) ? 'updated' : 'unchanged' };
}

const identities = (entries: readonly IdentifiedEntry[]): string =>
  JSON.stringify(entries.map(({ guid, canonicalUrl }) => ({ guid, canonicalUrl })));

/** Articles whose text differs and whose text this source may change; what was pushed belongs to who pushed it. */
function changeable(
  work: Work,
  source: Source,
  entries: readonly IdentifiedEntry[],
  byPlace: ReadonlyMap<number, Known>,
): ReadonlySet<string> {
  const differing = entries.flatMap((entry, place) => {
    const old = byPlace.get(place);
    if (old === undefined || old.id === null || old.pushed === 1) return [];
    return old.contentHash === entry.contentHash ? [] : [old.id];
  });
  if (differing.length === 0) return new Set();
  const rows = work.findChangeable.all({ ids: JSON.stringify(differing), sourceId: source.id });
  return new Set(rows.map(({ id }) => id));
}

function insertArticle(work: Work, { at }: Fetch, entry: IdentifiedEntry): string {
  const { canonicalUrl, contentHash } = entry;
  const id = articleId(canonicalUrl, at);
  const identity = { id, canonicalUrl, contentHash, externalId: null, embargoUntil: null, at };
  work.insert.run({ ...contentColumns(entry), ...identity });
  work.keepVersion.run({ id });
  return id;
}

interface Change {
  readonly id: string;
  readonly entry: IdentifiedEntry;
  readonly old: Known | undefined;
}

/** False when the text is the same, or not this source's to change. The URL it had stays a name of it in this source. */
function changeArticle({ work, fetch, mayChange }: Round, { id, entry, old }: Change): boolean {
  const { canonicalUrl, contentHash } = entry;
  if (old === undefined || old.contentHash === contentHash || !mayChange.has(id)) return false;
  work.update.run({ ...contentColumns(entry), id, canonicalUrl, contentHash, at: fetch.at });
  work.keepVersion.run({ id });
  if (old.canonicalUrl !== null && old.canonicalUrl !== canonicalUrl)
    work.name.run({ sourceId: fetch.source.id, guid: old.canonicalUrl, id });
  return true;
}
