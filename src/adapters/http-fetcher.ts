import type { FeedFetcher, FetchOutcome } from '../articles/feed-fetcher.js';
import { parseDate } from '../articles/parse-date.js';
import { MAX_FEED_BYTES } from '../articles/parse-feed.js';
import { DAY, SECOND, type Clock } from '../kernel/clock.js';
import { createHttpClient, type HttpAnswer, type HttpClientDeps } from './http-client.js';
import { statusFault } from './http-faults.js';

export interface HttpFetcherDeps extends HttpClientDeps {
  readonly clock: Clock;
}

const MAX_RETRY_AFTER = DAY;

const ACCEPT =
  'application/feed+json, application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, */*;q=0.1';

type Validators = Parameters<FeedFetcher['fetch']>[1];

/** Fetches feeds: conditional, within limits, and never from inside the newsroom's network. Faults are outcomes. */
export function createHttpFetcher(deps: HttpFetcherDeps): FeedFetcher {
  const client = createHttpClient(deps);
  return {
    async fetch(url, validators) {
      const answer = await client.send({ url, headers: requestHeaders(validators), maxBytes: MAX_FEED_BYTES });
      return answer.kind === 'failed' ? { ...answer, status: null, retryAfter: null } : read(answer, deps.clock);
    },
  };
}

const requestHeaders = ({ etag, lastModified }: Validators): Record<string, string> => ({
  accept: ACCEPT,
  ...(etag === null ? {} : { 'if-none-match': etag }),
  ...(lastModified === null ? {} : { 'if-modified-since': lastModified }),
});

function read({ status, headers, bytes, finalUrl, movedTo }: HttpAnswer, clock: Clock): FetchOutcome {
  if (status === 200 || status === 203) return { kind: 'fetched', bytes, finalUrl, movedTo, headers };
  if (status === 304) return { kind: 'not-modified', movedTo, headers };
  const retryAfter = readRetryAfter(headers['retry-after'], clock);
  return { kind: 'failed', reason: statusFault(status), status, retryAfter };
}

/** RFC 9110 10.2.3: seconds or a date; milliseconds from now, at most a day. */
function readRetryAfter(text: string | undefined, clock: Clock): number | null {
  if (text === undefined) return null;
  const wait = /^\d+$/.test(text.trim()) ? Number(text) * SECOND : (parseDate(text) ?? clock.now()) - clock.now();
  return wait > 0 ? Math.min(wait, MAX_RETRY_AFTER) : null;
}
