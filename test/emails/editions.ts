import type { Article } from '../../src/articles/article.js';
import { sampleNewsroom } from '../../src/demo/newsroom/sample-newsroom.js';
import type { SampleStory } from '../../src/demo/newsroom/sample-story.js';
import type { Edition, EditionStory } from '../../src/issues/renderer.js';
import type { Newsletter } from '../../src/newsletters/newsletter.js';

export const MORNING = Date.UTC(2026, 10, 22, 6);

export function article(change: Partial<Article> = {}): Article {
  const url = change.url ?? 'https://lantern.example/stories/one';
  return {
    id: '0000000000000001',
    url,
    canonicalUrl: url,
    externalId: null,
    title: 'A headline',
    dek: 'What it is about.',
    author: 'Ines Calder',
    section: null,
    image: null,
    language: null,
    body: null,
    publishedAt: MORNING - 3_600_000,
    firstSeenAt: MORNING,
    updatedAt: MORNING,
    embargoUntil: null,
    retractedAt: null,
    version: 1,
    ...change,
  };
}

export const newsletter: Newsletter = { ...sampleNewsroom.newsletter, id: '0000000000000009', createdAt: MORNING };

function sampleEditionStory(story: SampleStory): EditionStory {
  const image = story.picture && {
    url: `https://lantern.example/pictures/${story.picture.name}.jpg`,
    alt: story.picture.alt,
    credit: 'Drawing: Kestrel Bay Lantern',
  };
  const url = `https://lantern.example/stories/${story.slug}`;
  const published = { publishedAt: MORNING - story.minutesAgo * 60_000, body: story.body.join('\n\n') };
  const { title, dek, author, section } = story;
  return { article: article({ url, title, dek, author, section, image, ...published }), section };
}

/** The sample newsroom's first issue. */
export function sampleEdition(change: Partial<Edition> = {}): Edition {
  return {
    newsroom: sampleNewsroom.newsroom,
    newsletter,
    subject: 'After nine winters, the night ferry sails again',
    preheader: 'The library lends drills now; herons nobody alive has counted',
    note: sampleNewsroom.note,
    localDate: '2026-11-22',
    stories: sampleNewsroom.today.map(sampleEditionStory),
    archiveUrl: 'https://news.lantern.example/archive/morning-tide/2026-11-22',
    subscribeUrl: 'https://news.lantern.example/subscribe?newsletter=morning-tide',
    slotKey: '7f3a9c2e',
    ...change,
  };
}
