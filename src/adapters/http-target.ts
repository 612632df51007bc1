import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';

/** Ports a newsroom's site answers on; others need FETCH_ALLOW. */
const PORTS = new Set(['80', '443']);

/** A web address we were told to fetch, judged before anything is sent. */
export interface Target {
  readonly url: URL;
  /** Named in FETCH_ALLOW: any port, any address. */
  readonly allowed: boolean;
}

/**
 * Checks scheme, port and literal addresses; names are checked once resolved. The fault is a sentence.
 * @param allow `host:port` as in FETCH_ALLOW.
 */
export function readTarget(address: string, allow: readonly string[]): Target | { readonly fault: string } {
  if (!URL.canParse(address)) return { fault: `${address} is not a web address.` };
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol)) return { fault: `${url.protocol} is neither http nor https.` };
  if (`${url.username}${url.password}` !== '')
    return { fault: 'The address holds a user name or password; use an open one.' };
  const port = portOf(url);
  const host = bare(url.hostname);
  const names = [`${url.hostname}:${port}`, `${host}:${port}`];
  if (allow.some((entry) => names.includes(entry.trim().toLowerCase()))) return { url, allowed: true };
  if (!PORTS.has(port)) return { fault: `Port ${port} is not 80 or 443. ${allowHint(url)}` };
  if (isIP(host) !== 0 && !isPublic(host)) return { fault: privateFault(host, url) };
  return { url, allowed: false };
}

/** The sentence for an address inside somebody's network. */
export const privateFault = (host: string, url: URL): string =>
  `${host} is a private address and is not fetched. ${allowHint(url)}`;

const allowHint = (url: URL): string =>
  `If it is the newsroom's own server, name it in FETCH_ALLOW, for example FETCH_ALLOW=${url.hostname}:${portOf(url)}.`;

const portOf = (url: URL): string => (url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port);

/** True for addresses of the public internet alone; those that wrap an IPv4 address count as what they wrap or not at all. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === 'unicast';
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');
