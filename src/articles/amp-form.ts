/** Caches that carry the publisher's own address in their path; each with a real link. */
const CACHES: readonly RegExp[] = [
  /** https://www-tern-example.cdn.ampproject.org/c/s/www.tern.example/harbour */
  /^https:\/\/[^/]+\.cdn\.ampproject\.org\/[a-z]\/(s\/)?(.+)$/i,
  /** https://www.google.com/amp/s/www.tern.example/harbour */
  /^https:\/\/(?:www\.)?google\.[a-z.]{2,6}\/amp\/(s\/)?(.+)$/i,
];

/** The address of the story an AMP cache shows; any other address as it is. */
export function outOfAmpCache(url: URL): URL {
  for (const cache of CACHES) {
    const match = cache.exec(url.href);
    if (match === null) continue;
    const inner = `${match[1] === undefined ? 'http' : 'https'}://${match[2] ?? ''}`;
    if (URL.canParse(inner)) return new URL(inner);
  }
  return url;
}

/**
 * A path without its AMP ending: `/2026/harbour/amp`, `/harbour.amp`, `/harbour.amp.html`. A page that is called `/amp`
 * keeps its name, and so does a section that begins with it: both may be about amplifiers.
 */
export const withoutAmpEnding = (path: string): string =>
  path
    .replace(/^(\/.+)\/amp$/i, '$1')
    .replace(/^(\/.+)\.amp$/i, '$1')
    .replace(/^(\/.+)\.amp(\.html?)$/i, '$1$2');
