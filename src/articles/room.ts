import type { Outcome } from '../kernel/refusal.js';
import type { Article } from './article.js';
import type { ArticleStore, CandidateQuery, Candidate, IngestCounts } from './article-store.js';
import type { HubPush, HubQuestion } from './answer-hub.js';
import type { Freshness } from './freshen.js';
import type { ServedPicture } from './copy-pictures.js';
import type { Source } from './source.js';

/** What others may ask of the articles room. */
export interface ArticlesRoom {
  /**
   * `input`: `{newsletter, url, kind?, section?}`. The address is looked at, and stored as the source found there; it is
   * fetched by the schedule right after.
   */
  addSource(input: unknown): Promise<Outcome<Source>>;
  /** `input`: `{newsletter, url, section?}`, the link of one story, which is read now. `created`: nobody had it before. */
  addArticle(input: unknown): Promise<Outcome<{ article: Article; created: boolean }>>;
  /** Keys in their addresses are left out, here as in what `addSource` gives. */
  sources(newsletterId?: string): Promise<readonly Source[]>;
  /** Fetches now, conditional GET; a failing source is a refusal in words, and its health is stored either way. */
  fetchSource(id: string): Promise<Outcome<IngestCounts>>;
  /** One due source of each host that has any, for the tick. */
  dueSources(): Promise<readonly Source[]>;
  /** Fetches when still due, and then what else is due on its host; for the job. */
  fetchDueSource(id: string, signal?: AbortSignal): Promise<void>;
  /** Rings for sources of the newsletter that were not asked since: its issue is about to be made. */
  hasten(newsletterId: string, freshness: Freshness): Promise<void>;
  /** The same, and waits for their answers, at most `within` milliseconds. Never throws. */
  freshen(newsletterId: string, freshness: Freshness & { within: number }): Promise<void>;
  /** A hub's question at the address we gave it; the value is the text to answer with. */
  answerHub(token: string, question: HubQuestion): Promise<Outcome<string>>;
  /** A hub says that a source changed: it is fetched soon. */
  receivePush(token: string, push: HubPush): Promise<Outcome<void>>;
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
