import { done, type Outcome } from '../../kernel/refusal.js';
import { absoluteUrl } from '../absolute-url.js';
import { notAFeed } from '../feed-text.js';
import type { ImageOption } from '../html-images.js';
import type { FeedBytes } from '../parse-feed.js';
import type { ParsedFeed, RawEntry } from '../parsed-feed.js';
import { NO_HEAD, parsedFeed } from '../parsed-from-raw.js';
import { plainText, plainTitle } from '../plain-text.js';
import { canonicalAddress } from './canonical-link.js';
import { linkedStory, type LinkedStory } from './linked-story.js';
import { META } from './meta-names.js';
import { metaOf, type PageFacts } from './page-facts.js';
import { pageTrouble } from './page-trouble.js';
import { scanPage } from './scan-page.js';

/** Text that makes a page without any marks a story: two paragraphs, not a menu. */
const STORY_TEXT = 300;

/** A page with one story to a feed of that one entry; a front page or a sign-in page is refused in a sentence. Never throws. */
export function readPage(answer: FeedBytes): Outcome<ParsedFeed> {
  const page = scanPage(answer);
  const story = linkedStory(page);
  if (!isStory(page, story)) return notAFeed(pageTrouble(page) ?? noStory(page));
  const entry = toRawEntry(page, story ?? UNLINKED);
  const title = plainTitle(entry.titles.find((each) => plainTitle(each ?? '') !== '') ?? '');
  const feed = parsedFeed(
    { ...NO_HEAD, format: 'page', title, link: page.url, base: page.base, language: entry.language, entries: [entry] },
    page.url,
  );
  return feed.entries.some((each) => each.title !== null && each.url !== null) ? done(feed) : notAFeed(noStory(page));
}

const noStory = ({ title }: PageFacts): string =>
  `${plainTitle(title) === '' ? 'This page' : `“${plainTitle(title).slice(0, 100)}”`} is no single story: it has no headline, date and text of one. Give the link of a story, for example https://example.org/2026/harbour-reopens.`;

function isStory(page: PageFacts, story: LinkedStory | undefined): boolean {
  if (story !== undefined) return true;
  const types = metaOf(page, ['og:type']).map((type) => type.toLowerCase());
  if (types.some((type) => type === 'article')) return true;
  if (isFrontPage(page) || page.hasPasswordField) return false;
  if (metaOf(page, META.published).length > 0) return page.headings.length > 0;
  const text = page.paragraphs.map(plainText).join(' ');
  return page.headings.length > 0 && page.paragraphs.length > 1 && text.length >= STORY_TEXT;
}

const isFrontPage = ({ url }: PageFacts): boolean => url !== undefined && new URL(url).pathname === '/';

const UNLINKED: LinkedStory = {
  addresses: [],
  titles: [],
  deks: [],
  bodies: [],
  authors: [],
  sections: [],
  images: [],
  language: undefined,
  published: [],
  updated: [],
};

function toRawEntry(page: PageFacts, story: LinkedStory): RawEntry {
  const address = canonicalAddress(page, story.addresses);
  return {
    guid: address,
    links: [address],
    base: undefined,
    titles: titlesOf(page, story),
    deks: [...story.deks, ...metaOf(page, META.dek)],
    bodies: [...page.paragraphs.map(escaped), ...story.bodies],
    authors: [story.authors, metaOf(page, META.author)],
    categories: [...story.sections, ...metaOf(page, META.section)],
    images: imagesOf(page, story),
    language: story.language ?? page.language ?? metaOf(page, META.language)[0],
    published: [...story.published, ...metaOf(page, META.published), ...page.times.slice(0, 1)],
    updated: [...story.updated, ...metaOf(page, META.updated)],
  };
}

/** Text nodes come decoded: a `<` of theirs is no tag. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Without the site's name behind it; what Google's limit of 110 letters cut short gives way to the whole. */
function titlesOf(page: PageFacts, story: LinkedStory): readonly string[] {
  const sites = metaOf(page, META.site).map(plainTitle);
  const stated = [...story.titles, ...metaOf(page, META.title)].map((title) => withoutSite(title, sites));
  const all = [...stated, ...page.headings.map(escaped), escaped(headOf(page.title))];
  const [first = ''] = all;
  const cut = /^(.{20,}?)\s*(?:\.\.\.|…)$/u.exec(first)?.[1];
  const whole =
    cut === undefined ? undefined : all.find((title) => title.length > first.length && title.startsWith(cut));
  return whole === undefined ? all : [whole, ...all];
}

function withoutSite(title: string, sites: readonly string[]): string {
  const [, head = '', tail = ''] = /^(.+?)\s+[|–—-]\s+([^|–—]{2,60})$/u.exec(title) ?? [];
  return sites.some((site) => site.toLowerCase() === plainTitle(tail).toLowerCase()) ? head : title;
}

/** `Headline - The Tern` of the window's title; a bar or dash with blanks around ends the headline. */
const headOf = (title: string): string => title.replace(/\s+[|–—-]\s+[^|–—]{2,60}$/u, '');

function imagesOf(page: PageFacts, story: LinkedStory): readonly (readonly ImageOption[])[] {
  const groups = [socialImages(page), story.images, page.pictures];
  const all = groups.flat();
  return groups.map((group) => group.map((image) => ({ ...image, ...wordsFor(image, all) })));
}

/** A picture's words may stand at another mention of it. */
function wordsFor(image: ImageOption, all: readonly ImageOption[]): Pick<ImageOption, 'alt' | 'credit'> {
  const same = [image, ...all.filter((other) => fileOf(other.url) === fileOf(image.url))];
  return {
    alt: plainText(same.find(({ alt }) => alt.trim() !== '')?.alt ?? ''),
    credit: plainText(same.find(({ credit }) => credit !== null)?.credit ?? '') || null,
  };
}

const fileOf = (url: string): string => url.replace(/[?#].*$/s, '').replace(/^https?:\/\/[^/]+/, '');

function socialImages(page: PageFacts): readonly ImageOption[] {
  const [alt = ''] = metaOf(page, ['og:image:alt', 'twitter:image:alt']);
  const [width] = metaOf(page, ['og:image:width']).map(Number).filter(Number.isInteger);
  return metaOf(page, META.image)
    .filter((url) => absoluteUrl(url, [page.url]) !== undefined)
    .map((url, place) => ({ url, width: place === 0 ? width : undefined, height: undefined, alt, credit: null }));
}
