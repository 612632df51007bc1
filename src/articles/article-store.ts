import type { Article, ArticleContent, FeedEntry } from './article.js';
import type { Source, SourceHealth, SourceKind } from './source.js';

/** An entry with its identity settled. */
export interface IdentifiedEntry extends FeedEntry {
  readonly canonicalUrl: string;
  readonly contentHash: string;
}

export interface IngestCounts {
  readonly new: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** A story that may go into an issue, with the section it has in that newsletter. */
export interface Candidate extends Article {
  readonly newsletterSection: string | null;
  readonly addedAt: number;
}

/** A story of the newsletter that cannot be printed, with what stands in the way. */
export interface LeftOut extends Candidate {
  /** Local date of the earliest issue of the newsletter that has it. */
  readonly printedOn: string | null;
}

export interface ArticleStore {
  /** One transaction: stores each entry once per canonical URL and (source, guid), a version per text change. */
  ingest(source: Source, entries: readonly IdentifiedEntry[], at: number): Promise<IngestCounts>;
  /**
   * Creates or changes the article of an external id, for the named newsletters; an article known by its URL from a feed
   * takes the id. `url-taken`: another external id has this URL, nothing changed.
   */
  upsertExternal(push: PushedArticle, at: number): Promise<'created' | 'updated' | 'unchanged' | 'url-taken'>;
  /** False when the external id is unknown. */
  retractExternal(externalId: string, at: number): Promise<boolean>;
  byId(id: string): Promise<Article | undefined>;
  byIds(ids: readonly string[]): Promise<readonly Article[]>;
  byExternalId(externalId: string): Promise<Article | undefined>;
  /**
   * Stories added to the newsletter after `since`, featured ones first, then the newest: not retracted or gone, not under
   * embargo at `now`, and in no earlier issue of the newsletter that was not cancelled or skipped.
   */
  candidates(query: CandidateQuery): Promise<readonly Candidate[]>;
  /** The other stories added after `since`, newest first. */
  leftOut(query: CandidateQuery): Promise<readonly LeftOut[]>;
  /** Says of articles since when their page is gone, or that it is there; articles that said so already keep their time. */
  markGone(gone: readonly string[], there: readonly string[], at: number): Promise<void>;
}

export interface CandidateQuery {
  readonly newsletterId: string;
  readonly since: number;
  readonly now: number;
  readonly limit: number;
  /** The issue being built: its own stories count as free. */
  readonly forIssue?: string;
}

export interface PushedArticle extends ArticleContent {
  readonly externalId: string;
  readonly canonicalUrl: string;
  readonly contentHash: string;
  readonly embargoUntil: number | null;
  readonly newsletterIds: readonly string[];
}

export interface SourceStore {
  /** False when the newsletter already has this URL. */
  insert(source: NewSource): Promise<boolean>;
  byId(id: string): Promise<Source | undefined>;
  all(newsletterId?: string): Promise<readonly Source[]>;
  due(now: number, limit: number): Promise<readonly Source[]>;
  /**
   * Claims the right to fetch by moving `nextFetchAt` to `until`; undefined when another process was faster.
   * `force` claims a source that is not due yet.
   */
  claimFetch(id: string, claim: { now: number; until: number; force?: boolean }): Promise<Source | undefined>;
  saveHealth(id: string, health: SourceHealth): Promise<void>;
}

export interface NewSource {
  readonly id: string;
  readonly newsletterId: string;
  readonly url: string;
  readonly kind: SourceKind;
  readonly section: string | null;
  readonly at: number;
}
