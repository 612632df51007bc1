import { outOfAmpCache, withoutAmpEnding } from './amp-form.js';
import { isTracking } from './tracking-parameters.js';

/**
 * The form an article is known by: https, host without `www.`, no fragment, no tracking parameters, query sorted, no slash at
 * the end, not the AMP form. Unknown parameters stay: `?id=7` and `?p=123` name stories. For comparing, not for printing:
 * the address may answer only in the spelling the source uses.
 * @param url absolute, http or https.
 */
export function canonicalUrl(url: string): string {
  const parts = outOfAmpCache(new URL(url));
  const host = parts.hostname.replace(/^www\.(?=[^.]+\.)/, '').replace(/\.$/, '');
  const port = parts.port === '' || parts.port === '80' || parts.port === '443' ? '' : `:${parts.port}`;
  return `https://${host}${port}${pathOf(parts)}${queryOf(parts, host)}${routeOf(parts)}`;
}

/** `;jsessionid=` is a visit, not a story; Apache Tomcat writes it into paths. */
function pathOf({ pathname }: URL): string {
  const path = withoutEndSlashes(pathname.replace(/;jsessionid=[^/]*/i, ''));
  return sameEscapes(withoutEndSlashes(withoutAmpEnding(path))) || '/';
}

/** Without the look behind, a long run of slashes that is not the end would be tried from each of its slashes. */
const withoutEndSlashes = (path: string): string => path.replace(/(?<!\/)\/+$/, '');

/** `%e0` and `%E0`, `%7Euser` and `~user` are one path (RFC 3986 6.2.2). */
const sameEscapes = (path: string): string =>
  path.replace(/%[0-9a-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : escape.toUpperCase();
  });

function queryOf({ searchParams }: URL, host: string): string {
  const kept = [...searchParams].filter(([name, value]) => !isTracking(name, host) && !isAmpOutput(name, value));
  const query = new URLSearchParams(kept.toSorted(byNameThenValue)).toString();
  return query === '' ? '' : `?${query}`;
}

/** Arc Publishing: `?outputType=amp`; its other outputs are other pages. */
const isAmpOutput = (name: string, value: string): boolean =>
  name.toLowerCase() === 'outputtype' && /^amp(-type)?$/i.test(value);

/** A fragment is a place in the page, but for sites whose address goes on behind it: `#!/harbour`, `#/harbour`. */
const routeOf = ({ hash }: URL): string => (/^#!?\/./.test(hash) || hash.startsWith('#!') ? hash : '');

const byNameThenValue = (a: [string, string], b: [string, string]): number =>
  compare(a[0], b[0]) || compare(a[1], b[1]);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
