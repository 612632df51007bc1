import type { Candidate } from '../../src/articles/article-store.js';

/** A story with a headline and nothing else, first seen at an instant. */
export const blankStory = (
  { at, ...fields }: Pick<Candidate, 'id' | 'url' | 'title'> & { at: number },
  change: Partial<Candidate> = {},
): Candidate => ({
  ...fields,
  canonicalUrl: fields.url,
  dek: null,
  author: null,
  section: null,
  image: null,
  language: null,
  body: null,
  publishedAt: at,
  externalId: null,
  firstSeenAt: at,
  updatedAt: at,
  embargoUntil: null,
  retractedAt: null,
  version: 1,
  addedAt: at,
  newsletterSection: null,
  ...change,
});
