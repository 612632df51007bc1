import { Agent, request } from 'undici';
import { SECOND } from '../kernel/clock.js';
import { pinnedLookup, resolveWithSystem, type Resolve } from './http-addresses.js';
import { readBody } from './http-body.js';
import { connectionFault } from './http-faults.js';
import { ACCEPT_ENCODING } from './http-packing.js';
import { followRedirect } from './http-redirect.js';
import { readTarget, rulesBehind, type Target, type TargetRules } from './http-target.js';

export interface HttpClientDeps extends TargetRules {
  readonly userAgent: string;
  /** Looks names up; the system's resolver unless a test has its own. */
  readonly resolve?: Resolve;
  /** Milliseconds for the whole request, redirects included. */
  readonly timeout?: number;
}

export interface HttpRequest {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Bytes, packed and unpacked. */
  readonly maxBytes: number;
}

export interface HttpAnswer {
  readonly kind: 'answered';
  readonly status: number;
  /** Names in lower case; repeated ones joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** Unpacked; empty unless the answer is a success. */
  readonly bytes: Uint8Array;
  /** Where it came from after redirects. */
  readonly finalUrl: string;
  /** Where the address moved for good: the end of the 301 and 308 answers that came first. */
  readonly movedTo: string | null;
}

/** Why there is no answer, as a sentence for the desk. */
export interface HttpFault {
  readonly kind: 'failed';
  readonly reason: string;
}

/** Asks servers somebody else named: within limits of time and size, and never inside the newsroom's network. */
export interface HttpClient {
  send(request: HttpRequest): Promise<HttpAnswer | HttpFault>;
}

const TIMEOUT = 12 * SECOND;
const CONNECT_TIMEOUT = 10 * SECOND;
/** Between two pieces of an answer. */
const IDLE_TIMEOUT = 5 * SECOND;
const MAX_REDIRECTS = 5;
const MAX_HEADER_BYTES = 32 * 1024;

export function createHttpClient(deps: HttpClientDeps): HttpClient {
  return {
    async send(asked) {
      const signal = AbortSignal.timeout(deps.timeout ?? TIMEOUT);
      let place: Place = { url: asked.url, movedTo: null, moving: true };
      let rules: TargetRules = deps;
      for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
        const target = readTarget(place.url, rules);
        if ('fault' in target) return failed(hop === 0 ? target.fault : `The address moved. ${target.fault}`);
        rules = rulesBehind(target, rules);
        const answer = await sendOnce(deps, target, { ...asked, signal });
        if (answer.kind === 'failed') return answer;
        const next = followRedirect(target.url, answer, asked.method);
        if (next === undefined) return { ...answer, finalUrl: target.url.href, movedTo: place.movedTo };
        if ('fault' in next) return failed(next.fault);
        place = goOn(place, next);
      }
      return failed(`The address redirects more than ${MAX_REDIRECTS} times.`);
    },
  };
}

interface Place {
  readonly url: string;
  readonly movedTo: string | null;
  /** All redirects so far were for good. */
  readonly moving: boolean;
}

function goOn({ movedTo, moving }: Place, next: { readonly url: string; readonly permanent: boolean }): Place {
  const stillMoving = moving && next.permanent;
  return { url: next.url, movedTo: stillMoving ? next.url : movedTo, moving: stillMoving };
}

type OneAnswer = Pick<HttpAnswer, 'kind' | 'status' | 'headers' | 'bytes'>;

/** One request; an agent of its own, because a source is fetched too seldom to keep a connection for it. */
async function sendOnce(
  deps: HttpClientDeps,
  target: Target,
  { signal, headers, body, method = 'GET', maxBytes }: HttpRequest & { readonly signal: AbortSignal },
): Promise<OneAnswer | HttpFault> {
  let dispatcher: Agent | undefined;
  try {
    const lookup = await pinnedLookup(deps.resolve ?? resolveWithSystem, target, signal);
    dispatcher = new Agent({ connect: { lookup, timeout: CONNECT_TIMEOUT }, maxHeaderSize: MAX_HEADER_BYTES });
    const answer = await request(target.url, {
      dispatcher,
      signal,
      method,
      body: body ?? null,
      headers: { 'user-agent': deps.userAgent, 'accept-encoding': ACCEPT_ENCODING, ...headers },
      headersTimeout: TIMEOUT,
      bodyTimeout: IDLE_TIMEOUT,
    });
    return await readAnswer(answer, maxBytes);
  } catch (error) {
    return failed(connectionFault(error, target.url.hostname));
  } finally {
    await dispatcher?.destroy();
  }
}

type RawAnswer = Awaited<ReturnType<typeof request>>;

async function readAnswer({ statusCode, headers: raw, body }: RawAnswer, maxBytes: number): Promise<OneAnswer> {
  const headers = flatten(raw);
  const answer = { kind: 'answered', status: statusCode, headers } as const;
  if (statusCode >= 200 && statusCode < 300) {
    return { ...answer, bytes: await readBody(body, headers['content-encoding'], maxBytes) };
  }
  body.on('error', () => {}).destroy();
  return { ...answer, bytes: new Uint8Array() };
}

const flatten = (headers: RawAnswer['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );

const failed = (reason: string): HttpFault => ({ kind: 'failed', reason });
