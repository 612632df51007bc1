import type { Source } from '../../src/articles/source.js';

/** A source nobody fetched yet. */
export const blankSource = (fields: Pick<Source, 'id' | 'newsletterId' | 'url'> & Partial<Source>): Source => ({
  kind: 'feed',
  section: null,
  host: new URL(fields.url).host,
  title: null,
  chosenBecause: null,
  etag: null,
  lastModified: null,
  bodyHash: null,
  stories: 0,
  manners: null,
  nextFetchAt: 0,
  lastFetchAt: null,
  lastNewAt: null,
  failures: 0,
  lastError: null,
  failingSince: null,
  retryAt: null,
  stoppedAt: null,
  movedTo: null,
  movedTimes: 0,
  ...fields,
});
