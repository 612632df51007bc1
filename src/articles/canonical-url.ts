/** Parameters that say where a click came from, never which story it is; a fifth of the links in real feeds carries one. */
const TRACKING =
  /^(utm_\w+|at_\w+|ns_\w+|mc_\w+|pk_\w+|traffic_source|cmp|smid|fbclid|gclid|dclid|msclkid|igshid|_hsenc|_hsmi|ref)$/i;

/**
 * The form an article is known by: https, no fragment, no tracking parameters, query sorted, no slash at the end.
 * Unknown parameters stay: `?id=7` and `?p=123` name stories. For comparing, not for printing.
 * @param url absolute, http or https.
 */
export function canonicalUrl(url: string): string {
  const parts = new URL(url);
  const kept = [...parts.searchParams].filter(([name]) => !TRACKING.test(name));
  parts.search = new URLSearchParams(kept.toSorted(byNameThenValue)).toString();
  parts.hash = parts.hash.startsWith('#!') ? parts.hash : '';
  parts.username = '';
  parts.password = '';
  if (parts.pathname.length > 1) parts.pathname = parts.pathname.replace(/\/+$/, '') || '/';
  return parts.href.replace(/^http:/, 'https:');
}

const byNameThenValue = (a: [string, string], b: [string, string]): number =>
  compare(a[0], b[0]) || compare(a[1], b[1]);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
