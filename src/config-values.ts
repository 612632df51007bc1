import { isIP } from 'node:net';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import type { DomainRate } from './delivery/domain-pace.js';
import { DAY, HOUR, MINUTE, SECOND } from './kernel/clock.js';
import { parseMailbox } from './kernel/email-address.js';

/** A variable's text, read by `parse`; undefined means that it cannot be right, and `fault` says why. */
export const read = <T>(parse: (text: string) => T | undefined, fault: string) =>
  z.string().transform((text, context) => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: fault });
    return z.NEVER;
  });

/** Digits only: `Number` would take `0x50`, `1e3` and blanks. */
export const wholeNumber = (from: number, to: number) => (text: string) => {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : -1;
  return value >= from && value <= to ? value : undefined;
};

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const HOSTNAME = new RegExp(`^${LABEL}(\\.${LABEL})*$`, 'i');
const DOMAIN = new RegExp(`^(${LABEL}\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`, 'i');

export const host = (text: string) => (isIP(text) !== 0 || HOSTNAME.test(text) ? text : undefined);

export const domain = (text: string) => (DOMAIN.test(text) ? text.toLowerCase() : undefined);

/** A DKIM selector: labels of a host name (RFC 6376 3.1). */
export const selector = (text: string) =>
  text.length <= 63 && HOSTNAME.test(text.replaceAll('_', '-')) ? text.toLowerCase() : undefined;

/** An absolute http(s) address without query; the trailing slash goes, because links are made by adding a path. */
export function webAddress(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  return url.href.replace(/\/+$/, '');
}

export function redisAddress(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^rediss?:$/.test(url.protocol) && url.hostname !== '' ? text : undefined;
}

/** A path, `file:` in front or not. Other schemes name servers, which this version does not speak to. */
export function databaseFile(text: string): string | undefined {
  const path = text.replace(/^(file|sqlite):(\/\/)?/, '');
  if (path === '' || /^[a-z][a-z0-9+.-]*:/i.test(path)) return undefined;
  return isAbsolute(path) ? path : resolve(path);
}

/** `Name <a@b.org>`, kept as it was written. */
export const mailbox = (text: string) => (parseMailbox(text) === undefined ? undefined : text);

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/** `15m` to milliseconds. */
export function duration(text: string): number | undefined {
  const match = /^(\d{1,6})\s?(ms|s|m|h|d)$/.exec(text);
  const unit = UNITS[match?.[2] ?? ''];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

const HOST_PORT = /^(\[[0-9a-f:]+\]|[^\s:/[\]]+):(\d{1,5})$/i;

/** `host:port` pairs; an IPv6 host stands in brackets. */
export function hostPorts(text: string): readonly string[] | undefined {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
  return entries.every(isHostPort) ? entries.map((entry) => entry.toLowerCase()) : undefined;
}

function isHostPort(entry: string): boolean {
  const match = HOST_PORT.exec(entry);
  const name = match?.[1]?.replace(/^\[|\]$/g, '') ?? '';
  return host(name) !== undefined && wholeNumber(1, 65_535)(match?.[2] ?? '') !== undefined;
}

/** `gmail.com=50, outlook.com+hotmail.com=20`: messages a second to a provider's domains together, each named once. */
export function domainRates(text: string): readonly DomainRate[] | undefined {
  const rates = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(domainRate);
  const known = rates.filter((rate) => rate !== undefined);
  const names = known.flatMap(({ domains }) => domains);
  return known.length === rates.length && new Set(names).size === names.length ? known : undefined;
}

function domainRate(entry: string): DomainRate | undefined {
  const [names = '', rate = '', ...rest] = entry.split('=');
  const domains = names.split('+').map((name) => domain(name.trim()));
  const perSecond = /^\d{1,6}(\.\d{1,3})?$/.test(rate.trim()) ? Number(rate) : 0;
  const known = domains.filter((name) => name !== undefined);
  return rest.length > 0 || known.length < domains.length || perSecond < 0.01
    ? undefined
    : { domains: known, perSecond };
}

const PROXY_NAME = /^(loopback|linklocal|uniquelocal)$/;

/** Express `trust proxy`: hops, or addresses; never `true`, because a client could then choose its own IP. */
export function trustProxy(text: string): number | string | false | undefined {
  if (text === 'false' || text === '0') return false;
  const hops = wholeNumber(1, 10)(text);
  if (hops !== undefined) return hops;
  const known = text.split(',').map((entry) => entry.trim());
  return known.every((entry) => PROXY_NAME.test(entry) || isNetwork(entry)) ? known.join(', ') : undefined;
}

function isNetwork(entry: string): boolean {
  const [address = '', bits, ...rest] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || wholeNumber(0, family === 4 ? 32 : 128)(bits) !== undefined;
}

/** One line of text without control characters. */
export const textLine = (longest: number) => (text: string) =>
  text.length <= longest && !/\p{Cc}/u.test(text) ? text : undefined;

/** Something that cannot be guessed: at least `shortest` characters without blanks. */
export const secret = (shortest: number) => (text: string) =>
  text.length >= shortest && !/\s/.test(text) ? text : undefined;
