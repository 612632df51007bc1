import { isIP } from 'node:net';
import { isPrivateName, isPublic } from './public-address.js';

/** Ports a newsroom's site answers on; others need FETCH_ALLOW. */
const PORTS: readonly number[] = [80, 443];

/** A web address we were told to fetch, judged before anything is sent. */
export interface Target {
  readonly url: URL;
  /** Named in FETCH_ALLOW: any port, any address. */
  readonly allowed: boolean;
}

export interface TargetRules {
  /** `host:port` as in FETCH_ALLOW. */
  readonly allow: readonly string[];
  /** 80 and 443, unless a test needs others. */
  readonly ports?: readonly number[];
}

/** Checks scheme, port, private names and literal addresses; other names are checked once resolved. The fault is a sentence. */
export function readTarget(
  address: string,
  { allow, ports = PORTS }: TargetRules,
): Target | { readonly fault: string } {
  if (!URL.canParse(address)) return { fault: `${address} is not a web address.` };
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol)) return { fault: `${url.protocol} is neither http nor https.` };
  if (`${url.username}${url.password}` !== '')
    return { fault: 'The address holds a user name or password; use an open one.' };
  const port = portOf(url);
  const host = bareHost(url);
  const names = [`${url.hostname}:${port}`, `${host}:${port}`];
  if (allow.some((entry) => names.includes(entry.trim().toLowerCase()))) return { url, allowed: true };
  if (!ports.includes(Number(port))) return { fault: `Port ${port} is not 80 or 443. ${allowHint(url)}` };
  const isPrivate = isIP(host) === 0 ? isPrivateName(host) : !isPublic(host);
  return isPrivate ? { fault: privateFault(host, url) } : { url, allowed: false };
}

/** Where a server may lead to: one that FETCH_ALLOW does not name must not lead to those it does. */
export const rulesBehind = ({ allowed }: Pick<Target, 'allowed'>, rules: TargetRules): TargetRules =>
  allowed ? rules : { ...rules, allow: [] };

/** The sentence for an address inside somebody's network. */
export const privateFault = (host: string, url: URL): string =>
  `${host} is a private address and is not fetched. ${allowHint(url)}`;

const allowHint = (url: URL): string =>
  `If it is the newsroom's own server, name it in FETCH_ALLOW, for example FETCH_ALLOW=${url.hostname}:${portOf(url)}.`;

const portOf = (url: URL): string => (url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port);

/** Without the brackets of IPv6. */
export const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');
