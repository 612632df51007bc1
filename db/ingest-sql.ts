import { MOVED_URL } from './article-columns.js';

/**
 * The statements of an ingest. What every entry needs takes all of them as one JSON array; what only new and changed ones need
 * is run for each: taking ten fields out of JSON costs more than a call (measured: 10,000 new in 0.9 s, one by one in 0.5 s).
 */
export const INGEST_SQL = {
  /** By (source, guid) first, then by URL, then by a URL the article once had in this source. */
  findKnown: `
    SELECT entry.key AS place, article.id, article.content_hash AS contentHash, article.canonical_url AS canonicalUrl,
      article.external_id IS NOT NULL AS pushed, article.featured
    FROM json_each(@entries) AS entry
    LEFT JOIN article_guids AS named ON named.source_id = @sourceId AND named.guid = entry.value ->> 'guid'
    LEFT JOIN articles AS located ON located.canonical_url = entry.value ->> 'canonicalUrl'
    LEFT JOIN article_guids AS once ON once.source_id = @sourceId AND once.guid = entry.value ->> 'canonicalUrl'
    LEFT JOIN articles AS article ON article.id = coalesce(named.article_id, located.id, once.article_id)`,

  /**
   * Two feeds of one newsroom often give a story two deks. The oldest source that names an article speaks for it (ids sort
   * by age), or its text would change back and forth with every fetch; one that keeps failing loses its word.
   */
  findChangeable: `
    SELECT value AS id FROM json_each(@ids) WHERE value NOT IN (
      SELECT named.article_id FROM article_guids AS named JOIN sources ON sources.id = named.source_id
      WHERE sources.id < @sourceId AND sources.failures < 5 AND named.article_id IN (SELECT value FROM json_each(@ids)))`,

  /** What a feed does not say again stays: its first date, its language. What is written anew is there again. */
  update: `
    UPDATE articles SET url = @url, canonical_url = ${MOVED_URL}, title = @title, dek = @dek, author = @author,
      section = @section, image_url = @imageUrl, image_alt = @imageAlt, image_credit = @imageCredit,
      language = coalesce(@language, language), published_at = coalesce(published_at, @publishedAt), updated_at = @at,
      featured = @featured, gone_at = NULL, version = version + 1, content_hash = @contentHash
    WHERE id = @id`,

  feature: `
    UPDATE articles SET featured = row.value ->> 1 FROM json_each(@rows) AS row WHERE articles.id = row.value ->> 0`,

  keepVersions: `
    INSERT INTO article_versions (article_id, version, title, dek, url, image_url, at)
    SELECT id, version, title, dek, url, image_url, updated_at FROM articles
    WHERE id IN (SELECT value FROM json_each(@ids))`,

  name: `
    INSERT INTO article_guids (source_id, guid, article_id)
    SELECT @sourceId, value ->> 0, value ->> 1 FROM json_each(@names) WHERE true ON CONFLICT DO NOTHING`,

  offer: `
    INSERT INTO newsletter_articles (newsletter_id, article_id, section, added_at)
    SELECT @newsletterId, value ->> 0, value ->> 1, @at FROM json_each(@rows) WHERE true ON CONFLICT DO NOTHING`,
} as const;
