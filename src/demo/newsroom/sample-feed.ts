import { fileURLToPath } from 'node:url';
import { DateTime } from 'luxon';
import { escapeHtml } from '../../issues/fill-slots.js';
import { MINUTE } from '../../kernel/clock.js';
import { sampleNewsroom } from './sample-newsroom.js';
import type { SampleStory } from './sample-story.js';

/** Where `BASE/pictures/<name>.jpg` of the feed is to be served from. */
export const SAMPLE_PICTURES = fileURLToPath(new URL('./pictures/', import.meta.url));

/**
 * The sample newsroom's feed: RSS 2.0 with Media RSS pictures and full text. Links lead to `BASE/stories/<slug>`, pictures
 * to `BASE/pictures/<name>.jpg`.
 * @param baseUrl without a trailing slash.
 * @param now milliseconds; the same for both days, so that the first day's stories keep their dates.
 */
export function sampleFeedXml(baseUrl: string, now: number, { day = 1 }: { day?: 1 | 2 } = {}): string {
  const stories = day === 1 ? sampleNewsroom.today : [...sampleNewsroom.tomorrow, ...sampleNewsroom.today];
  const { newsroom, newsletter } = sampleNewsroom;
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title>${escapeHtml(newsroom.name)}</title>
<link>${escapeHtml(baseUrl)}/</link>
<description>${escapeHtml(newsroom.tagline)}</description>
<language>${newsletter.language}</language>
${stories.map((story) => itemXml(story, baseUrl, now)).join('\n')}
</channel>
</rss>
`;
}

function itemXml(story: SampleStory, baseUrl: string, now: number): string {
  const link = escapeHtml(`${baseUrl}/stories/${story.slug}`);
  const published = DateTime.fromMillis(now - story.minutesAgo * MINUTE, { zone: 'utc' }).toRFC2822();
  const body = story.body.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('');
  return `<item>
<title>${escapeHtml(story.title)}</title>
<link>${link}</link>
<guid isPermaLink="true">${link}</guid>
<pubDate>${published}</pubDate>
<dc:creator>${escapeHtml(story.author)}</dc:creator>
<category>${story.section}</category>
<description>${escapeHtml(story.dek)}</description>
<content:encoded>${escapeHtml(body)}</content:encoded>
${pictureXml(story, baseUrl)}</item>`;
}

function pictureXml({ picture }: SampleStory, baseUrl: string): string {
  if (picture === null) return '';
  const url = escapeHtml(`${baseUrl}/pictures/${picture.name}.jpg`);
  return `<media:content url="${url}" medium="image" type="image/jpeg" width="1200" height="675">
<media:description type="plain">${escapeHtml(picture.alt)}</media:description>
<media:credit>Drawing: Kestrel Bay Lantern</media:credit>
</media:content>
`;
}
