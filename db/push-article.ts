import { articleId } from '../src/articles/article-id.js';
import type { PushedArticle } from '../src/articles/article-store.js';
import { contentColumns, INSERT_ARTICLE, KEEP_VERSION, MOVED_URL } from './article-columns.js';
import { createSectionFinder } from './newsletter-section.js';
import type { Db } from './open.js';

interface Existing {
  readonly id: string;
  readonly externalId: string | null;
  readonly contentHash: string;
}

/** Changes a row only where something differs, so that `changes` tells a repeated call from a new one. */
const UPDATE_PUSHED = `
  UPDATE articles SET external_id = @externalId, url = @url, canonical_url = ${MOVED_URL}, title = @title, dek = @dek,
    author = @author, section = @section, image_url = @imageUrl, image_alt = @imageAlt, image_credit = @imageCredit,
    language = @language, body = @body, published_at = @publishedAt, embargo_until = @embargoUntil, retracted_at = NULL,
    gone_at = NULL, featured = @featured,
    updated_at = @at, version = version + @newVersion, content_hash = @contentHash
  WHERE id = @id AND NOT (external_id IS @externalId AND url = @url AND title = @title AND dek IS @dek
    AND author IS @author AND section IS @section AND image_url IS @imageUrl AND image_alt IS @imageAlt
    AND image_credit IS @imageCredit AND language IS @language AND body IS @body AND published_at IS @publishedAt
    AND embargo_until IS @embargoUntil AND retracted_at IS NULL AND featured = @featured
    AND content_hash = @contentHash)`;

/** `ArticleStore.upsertExternal` and `retractExternal`. */
export function createPush(db: Db) {
  const work = prepare(db);
  return {
    upsert: async (push: PushedArticle, at: number) => db.write(() => upsert(work, push, at)),
    retract: async (externalId: string, at: number) => work.retract.run({ externalId, at }).changes > 0,
  };
}

type Work = ReturnType<typeof prepare>;

function prepare(db: Db) {
  const { sqlite } = db;
  return {
    find: sqlite.prepare<object, Existing>(
      `SELECT id, external_id AS externalId, content_hash AS contentHash FROM articles
       WHERE external_id = @externalId OR canonical_url = @canonicalUrl`,
    ),
    insert: sqlite.prepare<object>(INSERT_ARTICLE),
    update: sqlite.prepare<object>(UPDATE_PUSHED),
    keepVersion: sqlite.prepare<object>(KEEP_VERSION),
    retract: sqlite.prepare<object>(
      `UPDATE articles SET retracted_at = coalesce(retracted_at, @at) WHERE external_id = @externalId`,
    ),
    offer: sqlite.prepare<object>(
      `INSERT INTO newsletter_articles (newsletter_id, article_id, section, added_at)
       VALUES (@newsletterId, @id, @section, @at)
       ON CONFLICT DO UPDATE SET section = excluded.section WHERE section IS NOT excluded.section`,
    ),
    sectionsOf: createSectionFinder(db),
  };
}

function upsert(work: Work, push: PushedArticle, at: number): 'created' | 'updated' | 'unchanged' | 'url-taken' {
  const { externalId, canonicalUrl, contentHash, embargoUntil } = push;
  const found = work.find.all({ externalId, canonicalUrl });
  if (found.some((each) => each.externalId !== null && each.externalId !== externalId)) return 'url-taken';
  const old = found.find((each) => each.externalId === externalId) ?? found[0];
  const id = old?.id ?? articleId(canonicalUrl, at);
  const columns = { ...contentColumns(push), id, externalId, canonicalUrl, contentHash, embargoUntil, at };
  const newVersion = Number(old?.contentHash !== contentHash);
  const { changes } = old === undefined ? work.insert.run(columns) : work.update.run({ ...columns, newVersion });
  if (newVersion === 1) work.keepVersion.run({ id });
  offer(work, { push, id, at });
  if (old === undefined) return 'created';
  return changes === 0 ? 'unchanged' : 'updated';
}

/** Newsletters that had the article keep it. */
function offer(work: Work, { push, id, at }: { push: PushedArticle; id: string; at: number }): void {
  for (const newsletterId of push.newsletterIds) {
    const section = work.sectionsOf(newsletterId)([push.section]) ?? push.section;
    work.offer.run({ newsletterId, id, section, at });
  }
}
