import type { Outcome } from '../kernel/refusal.js';
import type { Article } from './article.js';
import type { ArticleStore, CandidateQuery, Candidate, IngestCounts } from './article-store.js';
import type { ServedPicture } from './copy-pictures.js';
import type { Source } from './source.js';

/** What others may ask of the articles room. */
export interface ArticlesRoom {
  /** `input`: `{newsletter, url, kind?, section?}`. The URL is fetched by the schedule right after. */
  addSource(input: unknown): Promise<Outcome<Source>>;
  sources(newsletterId?: string): Promise<readonly Source[]>;
  /** Fetches now, conditional GET; a failing source is a refusal in words, and its health is stored either way. */
  fetchSource(id: string): Promise<Outcome<IngestCounts>>;
  /** Sources due now, for the tick. */
  dueSources(): Promise<readonly Source[]>;
  /** Fetches when still due; for the job. */
  fetchDueSource(id: string): Promise<void>;
  /** `PUT /articles/:externalId`. */
  push(externalId: string, input: unknown): Promise<Outcome<{ article: Article; created: boolean }>>;
  retract(externalId: string): Promise<Outcome<void>>;
  candidates(query: CandidateQuery): Promise<readonly Candidate[]>;
  /** Stories of the newsletter that cannot be printed, with what stands in the way. */
  leftOut: ArticleStore['leftOut'];
  /**
   * The last look before a story is sent: those whose page answers 404 or 410, with that status. Takes at most some seconds;
   * a server that does not answer takes no story away.
   */
  checkLinks(articles: readonly Pick<Article, 'id' | 'url'>[]): Promise<ReadonlyMap<string, number>>;
  /**
   * How an issue shows the pictures at these addresses: the path of our copy, which is made from now on; the original where it
   * cannot be copied; null where it is no picture.
   */
  shownPictures(urls: readonly string[]): Promise<ReadonlyMap<string, string | null>>;
  /** Ids of pictures to be copied now, for the tick. */
  duePictures(): Promise<readonly string[]>;
  /** Copies when still due; for the job. */
  copyPicture(id: string): Promise<void>;
  /** What is served under our address of a picture. */
  picture(id: string): Promise<ServedPicture | undefined>;
  byIds: ArticleStore['byIds'];
}
