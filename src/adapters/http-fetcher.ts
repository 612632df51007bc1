import { Agent, request } from 'undici';
import type { FeedFetcher, FetchOutcome } from '../articles/feed-fetcher.js';
import { parseDate } from '../articles/parse-date.js';
import { MAX_FEED_BYTES } from '../articles/parse-feed.js';
import { DAY, SECOND, type Clock } from '../kernel/clock.js';
import { readBody } from './http-body.js';
import { connectionFault, statusFault } from './http-faults.js';
import { pinnedLookup, resolveWithSystem, type Resolve } from './http-addresses.js';
import { readTarget, type Target } from './http-target.js';

export interface HttpFetcherDeps {
  /** `host:port` that may be fetched although private or on another port: FETCH_ALLOW. */
  readonly allow: readonly string[];
  readonly userAgent: string;
  readonly clock: Clock;
  /** Looks names up; the system's resolver unless a test has its own. */
  readonly resolve?: Resolve;
  /** Milliseconds for the whole fetch, redirects included. */
  readonly timeout?: number;
}

const TIMEOUT = 20 * SECOND;
const CONNECT_TIMEOUT = 10 * SECOND;
/** Between two pieces of an answer. */
const IDLE_TIMEOUT = 5 * SECOND;
const MAX_REDIRECTS = 5;
const MAX_RETRY_AFTER = DAY;

const ACCEPT =
  'application/feed+json, application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, */*;q=0.1';

type Validators = Parameters<FeedFetcher['fetch']>[1];
type Answer = Awaited<ReturnType<typeof request>>;
type Headers = Readonly<Record<string, string>>;

/** Fetches feeds: conditional, within limits, and never from inside the newsroom's network. Faults are outcomes. */
export function createHttpFetcher(deps: HttpFetcherDeps): FeedFetcher {
  return {
    async fetch(url, validators) {
      const signal = AbortSignal.timeout(deps.timeout ?? TIMEOUT);
      let address = url;
      for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
        const target = readTarget(address, deps.allow);
        if ('fault' in target) return failed(hop === 0 ? target.fault : `The feed moved. ${target.fault}`);
        const step = await fetchOnce(deps, target, { validators, signal });
        if (!('location' in step)) return step;
        const next = follow(target.url, step.location);
        if ('fault' in next) return failed(next.fault);
        address = next.address;
      }
      return failed(`The feed redirects more than ${MAX_REDIRECTS} times.`);
    },
  };
}

interface Attempt {
  readonly validators: Validators;
  readonly signal: AbortSignal;
}

/** One request; an agent of its own, because a feed is fetched too seldom to keep a connection for it. */
async function fetchOnce(
  deps: HttpFetcherDeps,
  target: Target,
  attempt: Attempt,
): Promise<FetchOutcome | { readonly location: string }> {
  const { url } = target;
  const { signal, validators } = attempt;
  let dispatcher: Agent | undefined;
  try {
    const lookup = await pinnedLookup(deps.resolve ?? resolveWithSystem, target, signal);
    dispatcher = new Agent({ connect: { lookup, timeout: CONNECT_TIMEOUT } });
    const headers = requestHeaders(deps.userAgent, validators);
    const answer = await request(url, {
      dispatcher,
      signal,
      headers,
      headersTimeout: TIMEOUT,
      bodyTimeout: IDLE_TIMEOUT,
    });
    return await readAnswer(deps, target, answer);
  } catch (error) {
    return failed(connectionFault(error, url.hostname));
  } finally {
    await dispatcher?.destroy();
  }
}

function requestHeaders(userAgent: string, { etag, lastModified }: Validators): Record<string, string> {
  return {
    'user-agent': userAgent,
    accept: ACCEPT,
    'accept-encoding': 'gzip, deflate, br',
    ...(etag === null ? {} : { 'if-none-match': etag }),
    ...(lastModified === null ? {} : { 'if-modified-since': lastModified }),
  };
}

async function readAnswer(
  { clock }: HttpFetcherDeps,
  { url }: Target,
  { statusCode, headers: raw, body }: Answer,
): Promise<FetchOutcome | { readonly location: string }> {
  const headers = flatten(raw);
  const location = headers['location'];
  if (statusCode === 200) {
    const bytes = await readBody(body, headers['content-encoding'], MAX_FEED_BYTES);
    return { kind: 'fetched', bytes, finalUrl: url.href, headers };
  }
  body.on('error', () => {}).destroy();
  if (statusCode === 304) return { kind: 'not-modified', headers };
  if ([301, 302, 303, 307, 308].includes(statusCode) && location !== undefined) return { location };
  const retryAfter = readRetryAfter(headers['retry-after'], clock);
  return { kind: 'failed', reason: statusFault(statusCode), status: statusCode, retryAfter };
}

function follow(from: URL, location: string): { readonly address: string } | { readonly fault: string } {
  if (!URL.canParse(location, from)) return { fault: 'The feed redirects to something that is no address.' };
  const to = new URL(location, from);
  if (from.protocol === 'https:' && to.protocol === 'http:')
    return { fault: `The feed redirects from https to ${to.href}, which is not secure.` };
  return { address: to.href };
}

/** RFC 9110 10.2.3: seconds or a date; milliseconds from now, at most a day. */
function readRetryAfter(text: string | undefined, clock: Clock): number | null {
  if (text === undefined) return null;
  const wait = /^\d+$/.test(text.trim()) ? Number(text) * SECOND : (parseDate(text) ?? clock.now()) - clock.now();
  return wait > 0 ? Math.min(wait, MAX_RETRY_AFTER) : null;
}

const flatten = (headers: Answer['headers']): Headers =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );

const failed = (reason: string): FetchOutcome => ({ kind: 'failed', reason, status: null, retryAfter: null });
