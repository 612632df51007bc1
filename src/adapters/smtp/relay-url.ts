import type { FieldError } from '../../kernel/refusal.js';
import { OAUTH2_OPTIONS, readLogin, type Login } from './relay-login.js';
import { readProxy } from './relay-proxy.js';

/** An SMTP server that takes our mail, with what it allows us. */
export interface Relay {
  readonly host: string;
  readonly port: number;
  /**
   * `implicit`: from the first byte. `required`: STARTTLS or no mail. `offered`: STARTTLS when the server has it, its
   * certificate unchecked, as mail servers do among themselves. `none`: never.
   */
  readonly tls: 'implicit' | 'required' | 'offered' | 'none';
  readonly login: Login | null;
  /** Address of a proxy on the way to it. */
  readonly proxy: string | null;
  readonly connections: number;
  /** Messages a second; null without a limit. */
  readonly rate: number | null;
  /** Messages in any sixty minutes; null without a limit. */
  readonly hourly: number | null;
  /** Share of the mail among several relays. */
  readonly weight: number;
  /** Messages go by BDAT where the server offers it. */
  readonly chunking: boolean;
}

const EXAMPLE = 'smtp://user:password@mail.example.org:587?connections=20&rate=50';
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i;
const KNOWN = new Set<string>([
  'connections',
  'rate',
  'hourly',
  'weight',
  'tls',
  'chunking',
  'proxy',
  'auth',
  ...OAUTH2_OPTIONS,
]);

/** Reads SMTP_URL: one URL, or several separated by commas. Passwords and users are percent-encoded where they need it. */
export function parseRelays(
  text: string,
): { readonly relays: readonly Relay[] } | { readonly faults: readonly FieldError[] } {
  const parsed = text
    .split(/,(?=\s*[a-z]+:\/\/)/i)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseRelay);
  const faults = parsed.flatMap((one) => ('fault' in one ? [one.fault] : []));
  if (parsed.length === 0) faults.push('is empty');
  return faults.length > 0
    ? { faults: faults.map((fault) => ({ field: 'SMTP_URL', fault, example: EXAMPLE })) }
    : { relays: parsed.flatMap((one) => ('fault' in one ? [] : [one.relay])) };
}

function parseRelay(text: string): { relay: Relay } | { fault: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '') return { fault: 'is not a URL with a host' };
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')
    return { fault: `must start with smtp:// or smtps://, not ${url.protocol}//` };
  const unknown = [...url.searchParams.keys()].find((key) => !KNOWN.has(key));
  if (unknown !== undefined) return { fault: `knows no option "${unknown}" (${[...KNOWN].join(', ')})` };
  const login = readLogin(url);
  if (typeof login === 'string') return { fault: login };
  const way = readProxy(url);
  if ('fault' in way) return way;
  const limits = readLimits(url);
  if (typeof limits === 'string') return { fault: limits };
  const tls = readTls(url, { login, ...way });
  if (tls === undefined) return { fault: 'tls must be required, offered or none (implicit is smtps://)' };
  const chunking = url.searchParams.get('chunking') ?? 'on';
  if (chunking !== 'on' && chunking !== 'off') return { fault: `chunking must be on or off, not "${chunking}"` };
  const host = decodeURIComponent(url.hostname).replace(/^\[|\]$/g, '');
  return {
    relay: { host, port: portOf(url, login !== null), tls, login, ...way, ...limits, chunking: chunking === 'on' },
  };
}

function portOf(url: URL, hasLogin: boolean): number {
  if (url.port !== '') return Number(url.port);
  if (url.protocol === 'smtps:') return 465;
  return hasLogin ? 587 : 25;
}

function readLimits(url: URL): Pick<Relay, 'connections' | 'rate' | 'hourly' | 'weight'> | string {
  const connections = readNumber(url, 'connections', { least: 1, most: 500, whole: true }) ?? 20;
  const rate = readNumber(url, 'rate', { least: 0.01, most: 100_000, whole: false }) ?? null;
  const hourly = readNumber(url, 'hourly', { least: 1, most: 100_000_000, whole: true }) ?? null;
  const weight = readNumber(url, 'weight', { least: 0.01, most: 1000, whole: false }) ?? 1;
  if (typeof connections === 'string') return connections;
  if (typeof rate === 'string') return rate;
  if (typeof hourly === 'string') return hourly;
  return typeof weight === 'string' ? weight : { connections, rate, hourly, weight };
}

/** On this machine, and asked by way of no other one: behind a proxy, `localhost` is the proxy's. */
const isNear = ({ hostname }: URL, proxy: string | null): boolean =>
  LOOPBACK.test(hostname) && (proxy === null || LOOPBACK.test(new URL(proxy).hostname));

/** A password crosses a foreign network only encrypted, unless the URL says otherwise. */
function readTls(url: URL, { login, proxy }: Pick<Relay, 'login' | 'proxy'>): Relay['tls'] | undefined {
  if (url.protocol === 'smtps:') return url.searchParams.has('tls') ? undefined : 'implicit';
  const asked = url.searchParams.get('tls');
  if (asked === null) return login !== null && !isNear(url, proxy) ? 'required' : 'offered';
  return asked === 'required' || asked === 'offered' || asked === 'none' ? asked : undefined;
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

/** Undefined when absent; a sentence when wrong. */
function readNumber(url: URL, name: string, { least, most, whole }: Range): number | string | undefined {
  const text = url.searchParams.get(name);
  if (text === null) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most) || (whole && !Number.isInteger(value)))
    return `${name} must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not "${text}"`;
  return value;
}
