/** A picture as the article names it. `alt` is empty when the headline beside it says the same. */
export interface ArticleImage {
  readonly url: string;
  readonly alt: string;
  readonly credit: string | null;
}

/** What an article says, as read from a source or pushed: plain decoded text, absolute URLs. */
export interface ArticleContent {
  readonly url: string;
  readonly title: string;
  readonly dek: string | null;
  readonly author: string | null;
  readonly section: string | null;
  readonly image: ArticleImage | null;
  readonly language: string | null;
  /** Plain text of the whole story, where the newsroom pushed it. */
  readonly body: string | null;
  /** Milliseconds; null when the source does not say or says nonsense. */
  readonly publishedAt: number | null;
  /** Chosen by its source to stand in front; it is taken before newer ones. */
  readonly featured?: boolean;
}

/** One story, known by its canonical URL; `version` grows with each change of its text. */
export interface Article extends ArticleContent {
  readonly id: string;
  readonly canonicalUrl: string;
  readonly externalId: string | null;
  readonly firstSeenAt: number;
  readonly updatedAt: number;
  readonly embargoUntil: number | null;
  readonly retractedAt: number | null;
  /** Since when its page answers 404 or 410; null while it is there or was never looked at. */
  readonly goneAt?: number | null;
  readonly version: number;
}

/** One entry of a feed, with the source's own name for it. */
export interface FeedEntry extends ArticleContent {
  readonly guid: string | null;
  /** All categories, the first being `section`: any may name a section of the newsletter. */
  readonly categories?: readonly string[];
  readonly updatedAt: number | null;
}
