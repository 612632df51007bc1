import type { ArticleContent } from '../src/articles/article.js';

/** The columns of `articles` that hold what an article says, for named parameters. */
export interface ContentColumns {
  readonly url: string;
  readonly title: string;
  readonly dek: string | null;
  readonly author: string | null;
  readonly section: string | null;
  readonly imageUrl: string | null;
  readonly imageAlt: string | null;
  readonly imageCredit: string | null;
  readonly language: string | null;
  readonly body: string | null;
  readonly publishedAt: number | null;
  readonly featured: 0 | 1;
}

export function contentColumns(content: ArticleContent): ContentColumns {
  const { url, title, dek, author, section, image, language, body, publishedAt, featured } = content;
  const picture = {
    imageUrl: image?.url ?? null,
    imageAlt: image?.alt ?? null,
    imageCredit: image?.credit ?? null,
  };
  const text = { url, title, dek, author, section, ...picture, language, body, publishedAt };
  return { ...text, featured: featured === true ? 1 : 0 };
}

/** Inserts an article in its first version; parameters are the content's, and `id` to `at`. */
export const INSERT_ARTICLE = `
  INSERT INTO articles (id, canonical_url, external_id, url, title, dek, author, section, image_url, image_alt, image_credit,
    language, body, published_at, featured, first_seen_at, updated_at, embargo_until, version, content_hash)
  VALUES (@id, @canonicalUrl, @externalId, @url, @title, @dek, @author, @section, @imageUrl, @imageAlt, @imageCredit,
    @language, @body, @publishedAt, @featured, @at, @at, @embargoUntil, 1, @contentHash)`;

/** Copies the article's present text into its versions. */
export const KEEP_VERSION = `
  INSERT INTO article_versions (article_id, version, title, dek, url, image_url, at)
  SELECT id, version, title, dek, url, image_url, updated_at FROM articles WHERE id = @id`;

/** The address moves with the article unless another article has it. */
export const MOVED_URL = `
  CASE WHEN EXISTS (SELECT 1 FROM articles other WHERE other.canonical_url = @canonicalUrl AND other.id <> @id)
    THEN canonical_url ELSE @canonicalUrl END`;
