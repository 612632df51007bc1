import { absoluteUrl } from '../absolute-url.js';
import { metaOf, type PageFacts } from './page-facts.js';

/** Where the story lives by its own word: `<link rel=canonical>`, og:url, JSON-LD, else where it was found. */
export function canonicalAddress(page: PageFacts, linked: readonly string[]): string | undefined {
  const canonical = page.links.filter(({ rel }) => rel.split(/\s+/).includes('canonical')).map(({ href }) => href);
  const stated = [...canonical, ...metaOf(page, ['og:url']), ...linked];
  return stated.map((link) => absoluteUrl(link, [page.url])).find((url) => isCredible(url, page.url)) ?? page.url;
}

/** Templates that give each page the front page's address are common. */
function isCredible(url: string | undefined, found: string | undefined): boolean {
  if (url === undefined) return false;
  if (found === undefined || new URL(found).pathname === '/') return true;
  const { pathname, search } = new URL(url);
  return pathname !== '/' || search !== '';
}
