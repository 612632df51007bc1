import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DateTime } from 'luxon';
import { openSite, type Site } from './feed-server.js';
import { SAMPLE_PICTURES, sampleFeedXml } from './newsroom/sample-feed.js';
import { sampleNewsroom } from './newsroom/sample-newsroom.js';

/** What the demo's newsroom prints. */
export interface DemoFeed {
  readonly name: string;
  readonly url: string;
  /** `host:port` that may be fetched although it is on this machine. */
  readonly host: string;
  readonly newsroom: object;
  readonly newsletter: object;
  /** Publishes the next day's stories; absent for a feed that is not ours. */
  readonly nextDay?: () => void;
  close(): Promise<void>;
}

/** @param feed a URL, a file, or undefined for the sample newsroom. */
export async function openFeed(feed: string | undefined): Promise<DemoFeed> {
  if (feed === undefined) return openSampleFeed();
  if (/^https?:\/\//.test(feed)) return { ...realFeed(feed), url: feed, host: '', close: async () => {} };
  return openFeedFile(feed);
}

async function openSampleFeed(): Promise<DemoFeed> {
  const site = await openSite();
  const now = DateTime.now().toMillis();
  const publish = (day: 1 | 2) =>
    site.put('/feed.xml', {
      type: 'application/rss+xml',
      bytes: Buffer.from(sampleFeedXml(site.origin, now, { day })),
    });
  for (const picture of readdirSync(SAMPLE_PICTURES)) {
    site.put(`/pictures/${picture}`, { type: 'image/jpeg', bytes: readFileSync(join(SAMPLE_PICTURES, picture)) });
  }
  publish(1);
  const { slug: _slug, mode: _mode, ...newsletter } = sampleNewsroom.newsletter;
  return {
    name: sampleNewsroom.newsroom.name,
    url: `${site.origin}/feed.xml`,
    host: site.host,
    newsroom: sampleNewsroom.newsroom,
    newsletter,
    nextDay: () => publish(2),
    close: async () => site.close(),
  };
}

async function openFeedFile(file: string): Promise<DemoFeed> {
  const bytes = readFileSync(file);
  const site: Site = await openSite();
  site.put('/feed', { type: typeOf(bytes), bytes });
  return { ...realFeed(basename(file)), url: `${site.origin}/feed`, host: site.host, close: async () => site.close() };
}

const realFeed = (name: string) => ({
  name,
  newsroom: { name: 'Demo newsroom', mailFrom: 'Demo newsroom <news@lantern.example>' },
  newsletter: { name: 'Demo daily' },
});

/** No charset: what the bytes are is for the feed itself to say. */
const typeOf = (bytes: Buffer): string =>
  /^\s*[[{]/.test(bytes.subarray(0, 200).toString('latin1')) ? 'application/feed+json' : 'application/xml';
