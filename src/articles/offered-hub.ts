import { absoluteUrl } from './absolute-url.js';
import type { FeedManners } from './feed-manners.js';

export interface OfferedHub {
  readonly hub: string;
  readonly topic: string;
}

const LINK = /<([^<>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^\s",;]+))*)/g;

/**
 * The hub a publisher offers, in its HTTP headers or else in the feed (WebSub 4); undefined without one.
 * @param url the source's address, which stands for a name the feed does not give itself
 */
export function offeredHub(
  headers: Readonly<Record<string, string>>,
  manners: FeedManners | null,
  url: string,
): OfferedHub | undefined {
  const links = [...(headers['link'] ?? '').slice(0, 10_000).matchAll(LINK)].map(([, href = '', rest = '']) => ({
    href,
    rels: (/;\s*rel\s*=\s*"?([^";,]*)/i.exec(rest)?.[1] ?? '').toLowerCase().split(/\s+/),
  }));
  const linked = (rel: string) => absoluteUrl(links.find(({ rels }) => rels.includes(rel))?.href, [url]);
  const hub = linked('hub') ?? manners?.hub ?? undefined;
  return hub === undefined ? undefined : { hub, topic: linked('self') ?? manners?.self ?? url };
}
