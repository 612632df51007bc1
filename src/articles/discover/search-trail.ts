import { redactKeys } from '../redact-keys.js';
import type { Outcome } from '../../kernel/refusal.js';
import type { ArticlesDeps } from '../deps.js';
import type { FetchOutcome } from '../feed-fetcher.js';
import type { PageFacts } from '../page/page-facts.js';
import type { ParsedFeed } from '../parsed-feed.js';
import type { SourceKind } from '../source.js';

export type Fetched = Extract<FetchOutcome, { kind: 'fetched' }>;
export type Failed = Extract<FetchOutcome, { kind: 'failed' }>;

/** Request Timeout, Too Early, Too Many Requests. */
const COME_AGAIN: readonly number[] = [408, 425, 429];

/** A fault of the moment: no answer, or one that asks to come again; not one that only a setting can change. */
const mayPass = ({ reason, status }: Failed): boolean =>
  !reason.includes('FETCH_ALLOW') && (status === null || status >= 500 || COME_AGAIN.includes(status));

export type SearchDeps = Pick<ArticlesDeps, 'fetcher' | 'feedReader'>;

/** One search over one site: what was looked at and why it was not taken. */
export interface Trail {
  /** An answer read as a source of this kind. */
  read(answer: Fetched, kind: SourceKind): Promise<Outcome<ParsedFeed>>;
  /** What an answer that is a web page says about itself; undefined where it cannot be scanned within the reader's limits. */
  scan(answer: Fetched): Promise<PageFacts | undefined>;
  /** Undefined once enough was asked. */
  look(url: string): Promise<Fetched | Failed | undefined>;
  /** This address was looked at and is not what was wanted. */
  reject(url: string, reason: string): void;
  /** The last answer, where it was a fault of the moment. */
  passing(): Failed | undefined;
  /** Why the last address of this form was not taken. */
  why(form: RegExp): string | undefined;
  /** `https://example.org/feed/ (The server answered 404 Not Found)`, keys left out, but for the address asked about. */
  tried(asked: string): readonly string[];
}

/** A search asks a site for a dozen pages at most: a person waits, and so does the site. */
const MAX_LOOKS = 14;
/** Addresses that do not answer, or ask for patience, before the others are believed to do the same. */
const MAX_UNANSWERED = 2;
const NO_VALIDATORS = { etag: null, lastModified: null };

export function openTrail({ fetcher, feedReader }: SearchDeps): Trail {
  const rejected: { url: string; reason: string }[] = [];
  let looks = 0;
  let unanswered = 0;
  let last: Failed | undefined;
  return {
    read: async ({ bytes, finalUrl: url, headers }, kind) => feedReader.read({ bytes, url, headers, kind }),
    async scan({ bytes, finalUrl: url, headers }) {
      const scanned = await feedReader.scan({ bytes, url, headers });
      return scanned.ok ? scanned.value : undefined;
    },
    async look(url) {
      if (unanswered >= MAX_UNANSWERED || looks >= MAX_LOOKS) return undefined;
      looks++;
      const outcome = await fetcher.fetch(url, NO_VALIDATORS);
      last = outcome.kind === 'failed' ? outcome : undefined;
      if (outcome.kind === 'fetched') return outcome;
      const failed = outcome.kind === 'failed' ? outcome : notModified;
      rejected.push({ url, reason: failed.reason });
      if (failed.status === null || failed.status === 429) unanswered++;
      return failed;
    },
    reject: (url, reason) => void rejected.push({ url, reason }),
    passing: () => (last !== undefined && mayPass(last) ? last : undefined),
    why: (form) => rejected.findLast(({ url }) => form.test(url))?.reason,
    tried: (asked) =>
      rejected
        .filter(({ url }) => url !== asked)
        .map(({ url, reason }) => redactKeys(`${url} (${reason.replace(/\.$/, '')})`)),
  };
}

const notModified: Failed = {
  kind: 'failed',
  reason: 'The server answered 304 to a first request.',
  status: 304,
  retryAfter: null,
};
