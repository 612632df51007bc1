import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseFeed } from 'feedsmith';
import { SAMPLE_PICTURES, sampleFeedXml } from '../../src/demo/newsroom/sample-feed.js';
import { sampleNewsroom } from '../../src/demo/newsroom/sample-newsroom.js';
import { MORNING } from './editions.js';

const BASE = 'http://127.0.0.1:8080';
const { today, tomorrow, newsletter } = sampleNewsroom;

/** Width and height from the frame header of a JPEG. */
function jpegSize(bytes: Buffer): readonly [number, number] {
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes.readUInt16BE(at);
    if (marker === 0xffc0 || marker === 0xffc2) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
  }
  throw new Error('no frame header');
}

const itemsOf = (xml: string) => xml.match(/<item>[\s\S]*?<\/item>/g) ?? [];

describe('the sample newsroom', () => {
  test('has a whole issue for today and another for tomorrow, in the sections of its newsletter', () => {
    expect(today.length).toBeGreaterThanOrEqual(14);
    expect(tomorrow.length).toBeGreaterThanOrEqual(5);
    const sections = newsletter.sections.map(({ name }) => name);
    expect(new Set(today.map(({ section }) => section))).toEqual(new Set(sections));
    const slugs = [...today, ...tomorrow].map(({ slug }) => slug);
    expect(new Set(slugs).size).toBe(slugs.length);
  });

  test('every picture is there, 1200 x 675, at most 120 KB, and belongs to a story', () => {
    const named = [...today, ...tomorrow].flatMap(({ picture }) => (picture === null ? [] : [`${picture.name}.jpg`]));
    expect(named.length).toBeGreaterThanOrEqual(8);
    expect(readdirSync(SAMPLE_PICTURES).toSorted()).toEqual(named.toSorted());
    for (const file of named) {
      const bytes = readFileSync(join(SAMPLE_PICTURES, file));
      expect(jpegSize(bytes)).toEqual([1200, 675]);
      expect(bytes.length).toBeLessThanOrEqual(120_000);
    }
  });

  test('its feed is RSS 2.0 that a parser reads back word for word', () => {
    const { format, feed } = parseFeed(sampleFeedXml(BASE, MORNING));
    expect(format).toBe('rss');
    const { items = [] } = feed as { items?: readonly { title?: string; link?: string; description?: string }[] };
    expect(items.map(({ title, link, description }) => [title, link, description])).toEqual(
      today.map(({ title, slug, dek }) => [title, `${BASE}/stories/${slug}`, dek]),
    );
  });

  test('tomorrow brings new stories on top and keeps the old ones as they were', () => {
    const first = itemsOf(sampleFeedXml(BASE, MORNING));
    const second = itemsOf(sampleFeedXml(BASE, MORNING, { day: 2 }));
    expect(second.slice(tomorrow.length)).toEqual(first);
    expect(second).toHaveLength(today.length + tomorrow.length);
  });
});
