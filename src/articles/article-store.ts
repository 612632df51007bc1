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
  /** The article of a source that names only one, as a page does. */
  ofSource(sourceId: string): Promise<Article | undefined>;
  byExternalId(externalId: string): Promise<Article | undefined>;
  /**
   * Stories added to the newsletter after `since`, featured ones first, then the newest: not retracted or gone, not under
   * embargo at `now`, and in no earlier issue of the newsletter, but for those that were skipped or were cancelled before
   * anybody got them.
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
  byUrl(newsletterId: string, url: string): Promise<Source | undefined>;
  all(newsletterId?: string): Promise<readonly Source[]>;
  /** Of each host that is not being asked now the source that is due longest; stopped ones never are. */
  due(now: number, query: { limit: number; host?: string }): Promise<readonly Source[]>;
  /**
   * Claims the right to ask the source's host until `until`; `force` also for a source that is not due or stopped.
   * Ended by `saveHealth`.
   */
  claimFetch(id: string, claim: { now: number; until: number; force?: boolean }): Promise<FetchClaim>;
  /** Stores what a fetch changed and gives its host free. */
  saveHealth(id: string, health: Partial<SourceHealth>): Promise<void>;
  /** Makes one source due now, or a minute after its last fetch. False when it is stopped or its server asked for patience. */
  expedite(id: string, now: number): Promise<boolean>;
  /** A new address, whose validators are yet unknown. False when the newsletter already has it. */
  move(id: string, url: string): Promise<boolean>;
  /**
   * Makes the newsletter's sources due that were not fetched since `since`, unless they are stopped, their server asked
   * for patience, or they are pages of stories looked at no more. Returns them, those under way too.
   */
  hasten(newsletterId: string, times: { since: number; now: number }): Promise<readonly Source[]>;
}

/** `busy`: another request to the host is under way. `not-due`: another process was faster. */
export type FetchClaim =
  | { readonly kind: 'claimed'; readonly source: Source }
  | { readonly kind: 'busy' | 'not-due'; readonly source: Source }
  | { readonly kind: 'unknown' };

export interface NewSource {
  readonly id: string;
  readonly newsletterId: string;
  readonly url: string;
  readonly kind: SourceKind;
  readonly section: string | null;
  readonly title: string | null;
  readonly chosenBecause: string | null;
  readonly at: number;
}
