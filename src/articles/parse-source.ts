import type { Outcome } from '../kernel/refusal.js';
import type { CmsReader } from './cms/cms-reader.js';
import { ghost } from './cms/read-ghost.js';
import { wordPress } from './cms/read-wordpress.js';
import { readPage } from './page/read-page.js';
import { parseFeed, type FeedBytes } from './parse-feed.js';
import type { ParsedFeed } from './parsed-feed.js';
import type { SourceKind } from './source.js';

/** How the posts of a source are asked for; undefined where its own address has all there is. */
export const cmsOf = (kind: SourceKind): CmsReader | undefined => CMS[kind];

const CMS: Readonly<Partial<Record<SourceKind, CmsReader>>> = { wordpress: wordPress, ghost };

/** Bytes of a source to its entries, by its kind; whatever else they are is refused in a sentence. Never throws. */
export function parseSource(answer: FeedBytes): Outcome<ParsedFeed> {
  const { kind = 'feed' } = answer;
  if (kind === 'page') return readPage(answer);
  return cmsOf(kind)?.read(answer) ?? parseFeed(answer);
}
