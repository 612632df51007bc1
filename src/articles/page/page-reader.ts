import type { ImageOption } from '../html-images.js';
import type { PageFacts, PageLink } from './page-facts.js';

type Attributes = Readonly<Record<string, string>>;

/** Where no paragraph of a story stands. */
const AROUND = new Set('nav footer aside figcaption form noscript template dialog button'.split(' '));
const SILENT = new Set(['script', 'style']);
const FEED_WORDS = /\b(?:rss|atom|feeds?|syndication)\b|\.(?:rss|atom|rdf)(?:$|\?)/i;

const MAX_PARAGRAPHS = 30;
const MAX_TEXT = 20_000;
const MAX_EACH = 200;

/** Gathers a page's facts from its tags, in their order. */
export function createPageReader(url: string | undefined) {
  const found = emptyFacts();
  const inside = new Map<string, number>();
  /** The text being gathered, and the element that ends it. */
  let capture: { readonly until: string; text: string; done(text: string): void } | undefined;

  const isIn = (name: string) => (inside.get(name) ?? 0) > 0;
  const isStory = () => isIn('article') || isIn('main');
  /** A story's own header holds its date and standfirst, the site's its menu. */
  const isAround = () => [...AROUND].some(isIn) || (isIn('header') && !isStory());
  const gather = (until: string, done: (text: string) => void) => {
    if (capture === undefined || until === 'p') capture = { until, text: '', done };
  };
  const keepParagraph = (inStory: boolean) => (text: string) => {
    const list = inStory ? found.storyParagraphs : found.paragraphs;
    if (text.trim() !== '' && list.length < MAX_PARAGRAPHS) list.push(text);
  };

  const handlers: Readonly<Record<string, (attributes: Attributes) => void>> = {
    html: ({ lang }) => (found.language ??= lang),
    base: ({ href }) => (found.base ??= href),
    title: () => gather('title', (text) => (found.title ||= text)),
    h1: () => gather('h1', (text) => found.headings.push(text)),
    meta: (attributes) => keepMeta(found.metas, attributes),
    link: (attributes) => keepLink(found.links, attributes),
    time: ({ datetime }) => isAround() || keep(found.times, datetime),
    img: (attributes) => isStory() && keepPicture(found.pictures, attributes),
    input: ({ type }) => (found.hasPasswordField ||= type?.toLowerCase() === 'password'),
    a: ({ href = '', title = '' }) => {
      if (FEED_WORDS.test(`${href} ${title}`)) keep(found.feedAnchors, href);
    },
    p: () => isAround() || gather('p', keepParagraph(isStory())),
    script: ({ type = '' }) => {
      if (/^application\/ld\+json/i.test(type)) gather('script', (text) => keep(found.linkedData, text));
    },
  };

  return {
    open(name: string, attributes: Attributes): void {
      inside.set(name, (inside.get(name) ?? 0) + 1);
      if (Object.hasOwn(handlers, name)) handlers[name]?.(attributes);
    },
    text(piece: string): void {
      if (capture === undefined || (capture.until !== 'script' && [...SILENT].some(isIn))) return;
      const limit = capture.until === 'script' ? MAX_TEXT * 20 : MAX_TEXT;
      if (capture.text.length < limit) capture.text += piece;
    },
    close(name: string): void {
      inside.set(name, Math.max(0, (inside.get(name) ?? 0) - 1));
      if (capture?.until !== name) return;
      const ended = capture;
      capture = undefined;
      ended.done(ended.text);
    },
    facts: (): PageFacts => {
      const { storyParagraphs, paragraphs, ...rest } = found;
      return { url, ...rest, paragraphs: storyParagraphs.length > 0 ? storyParagraphs : paragraphs };
    },
  };
}

interface Found {
  language: string | undefined;
  base: string | undefined;
  title: string;
  hasPasswordField: boolean;
  readonly headings: string[];
  readonly metas: Map<string, string[]>;
  readonly links: PageLink[];
  readonly feedAnchors: string[];
  readonly linkedData: string[];
  readonly storyParagraphs: string[];
  readonly paragraphs: string[];
  readonly pictures: ImageOption[];
  readonly times: string[];
}

const emptyFacts = (): Found => ({
  language: undefined,
  base: undefined,
  title: '',
  hasPasswordField: false,
  headings: [],
  metas: new Map(),
  links: [],
  feedAnchors: [],
  linkedData: [],
  storyParagraphs: [],
  paragraphs: [],
  pictures: [],
  times: [],
});

function keep(list: string[], text: string | undefined): void {
  if (text !== undefined && text.trim() !== '' && list.length < MAX_EACH) list.push(text);
}

function keepMeta(metas: Map<string, string[]>, { property, name, itemprop, content = '' }: Attributes): void {
  for (const key of [property, name, itemprop].map((each) => each?.trim().toLowerCase() ?? '')) {
    if (key === '' || content.trim() === '' || metas.size >= MAX_EACH) continue;
    metas.set(key, [...(metas.get(key) ?? []).slice(0, 20), content]);
  }
}

function keepLink(links: PageLink[], { rel = '', type = '', href = '', title = '' }: Attributes): void {
  if (href !== '' && links.length < MAX_EACH)
    links.push({ rel: rel.toLowerCase(), type: type.toLowerCase().trim(), href, title });
}

function keepPicture(pictures: ImageOption[], attributes: Attributes): void {
  const { src, alt = '' } = attributes;
  const url = [src, attributes['data-src']].find((each) => each !== undefined && /^(?!data:)\S/.test(each));
  if (url === undefined || pictures.length >= 20) return;
  pictures.push({ url, width: pixels(attributes['width']), height: pixels(attributes['height']), alt, credit: null });
}

const pixels = (text = ''): number | undefined => (/^\d{1,5}$/.test(text) ? Number(text) : undefined);
