/**
 * `feed`: RSS, Atom or JSON Feed. `wordpress`, `ghost`: the posts of that system's API. `page`: one story, by its link.
 */
export const SOURCE_KINDS = ['feed', 'wordpress', 'ghost', 'page'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** Where articles of one newsletter come from, and how the last fetch went. */
export interface Source {
  readonly id: string;
  readonly newsletterId: string;
  readonly url: string;
  readonly kind: SourceKind;
  /** Section for stories that name none. */
  readonly section: string | null;
  readonly title: string | null;
  /** How it was found and why it was taken before others, a sentence; null when it was stored unseen. */
  readonly chosenBecause: string | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly nextFetchAt: number;
  readonly lastFetchAt: number | null;
  readonly lastNewAt: number | null;
  readonly failures: number;
  /** The last fault in words, null after a good fetch. */
  readonly lastError: string | null;
}

/** What a fetch leaves behind on its source. */
export interface SourceHealth {
  readonly url?: string;
  readonly title?: string | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly nextFetchAt: number;
  readonly lastFetchAt: number;
  readonly lastNewAt?: number;
  readonly failures: number;
  readonly lastError: string | null;
}
