import { createHash } from 'node:crypto';
import type { ArticleContent } from './article.js';
import { canonicalUrl } from './canonical-url.js';

/** What makes a version: title, dek, address and picture. SHA-256, hex. */
export function contentHash(content: Pick<ArticleContent, 'title' | 'dek' | 'url' | 'image'>): string {
  const parts = [content.title, content.dek, canonicalUrl(content.url), pictureKey(content.image?.url)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Some publishers sign picture addresses anew for every fetch; behind a file name the query only sizes or signs. */
function pictureKey(url: string | undefined): string | null {
  if (url === undefined) return null;
  return url.replace(/(\.(?:jpe?g|png|gif|webp|avif))\?.*$/i, '$1');
}
