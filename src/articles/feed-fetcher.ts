/** Fetches the bytes of a feed, guarding the newsroom's network. Implemented by adapters/http-fetcher.ts. */
export interface FeedFetcher {
  fetch(url: string, validators: { etag: string | null; lastModified: string | null }): Promise<FetchOutcome>;
}

export type FetchOutcome =
  | {
      readonly kind: 'fetched';
      readonly bytes: Uint8Array;
      /** Where the bytes came from after redirects. */
      readonly finalUrl: string;
      /** Where the server says the feed is from now on: 301 and 308 alone. */
      readonly movedTo: string | null;
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'not-modified';
      readonly movedTo: string | null;
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'failed';
      /** A sentence for the desk: "The server answered 404 Not Found." */
      readonly reason: string;
      readonly status: number | null;
      /** From Retry-After, milliseconds from now. */
      readonly retryAfter: number | null;
    };
