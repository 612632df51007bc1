import { canonicalUrl } from '../canonical-url.js';
import { absoluteUrl } from '../absolute-url.js';
import type { ImageOption } from '../html-images.js';
import { isThing, listOf, readThings, textsOf, typesOf, type Thing } from './linked-data.js';
import type { PageFacts } from './page-facts.js';

/** What a page's JSON-LD says of its story; texts as written. */
export interface LinkedStory {
  readonly addresses: readonly string[];
  readonly titles: readonly string[];
  readonly deks: readonly string[];
  readonly bodies: readonly string[];
  readonly authors: readonly string[];
  readonly sections: readonly string[];
  readonly images: readonly ImageOption[];
  readonly language: string | undefined;
  readonly published: readonly string[];
  readonly updated: readonly string[];
}

/** NewsArticle and its kin, BlogPosting, LiveBlogPosting, Report. */
const STORY = /(?:Article|BlogPosting|MediaPosting)$|^Report$/;

/** The story the page is about; undefined when it names none, or several without saying which. */
export function linkedStory({ linkedData, url }: PageFacts): LinkedStory | undefined {
  const things = readThings(linkedData);
  const byId = new Map(things.filter((thing) => Object.keys(thing).length > 1).map((thing) => [thing['@id'], thing]));
  const follow = (value: unknown): unknown => (isThing(value) ? (byId.get(value['@id'] ?? value) ?? value) : value);
  const stories = things.filter((thing) => typesOf(thing).some((type) => STORY.test(type)) && hasHeadline(thing));
  const here = url === undefined ? undefined : canonicalUrl(url);
  const named = stories.find((thing) => here !== undefined && addressesOf(thing).some((each) => isAt(each, here)));
  const distinct = new Set(stories.map((thing) => textsOf(thing['headline'] ?? thing['name'])[0]));
  const story = named ?? (distinct.size === 1 ? stories[0] : undefined);
  return story === undefined ? undefined : toStory(story, follow);
}

const hasHeadline = (thing: Thing): boolean => textsOf(thing['headline'] ?? thing['name']).length > 0;

const addressesOf = (thing: Thing): readonly string[] => {
  const main = thing['mainEntityOfPage'];
  const named = isThing(main) ? [main['@id'], main['url']] : [main];
  return [...textsOf(thing['url']), ...named.flatMap(textsOf), ...textsOf(thing['@id'])];
};

const isAt = (address: string, here: string): boolean => {
  const url = absoluteUrl(address, [here]);
  return url !== undefined && canonicalUrl(url) === here;
};

function toStory(thing: Thing, follow: (value: unknown) => unknown): LinkedStory {
  const people = [...listOf(thing['author']), ...(thing['author'] ? [] : listOf(thing['creator']))].map(follow);
  return {
    addresses: addressesOf(thing),
    titles: [...textsOf(thing['headline']), ...textsOf(thing['name'])],
    deks: [...textsOf(thing['description']), ...textsOf(thing['abstract'])],
    bodies: textsOf(thing['articleBody']),
    authors: people.flatMap(namesOf),
    sections: textsOf(thing['articleSection']),
    images: [...listOf(thing['image']), ...listOf(thing['thumbnailUrl'])].map(follow).flatMap(toImage),
    language: textsOf(thing['inLanguage'])[0],
    published: [...textsOf(thing['datePublished']), ...textsOf(thing['dateCreated'])],
    updated: textsOf(thing['dateModified']),
  };
}

const namesOf = (value: unknown): readonly string[] => textsOf(isThing(value) ? value['name'] : value);

function toImage(value: unknown): readonly ImageOption[] {
  const [url] = textsOf(isThing(value) ? (value['url'] ?? value['contentUrl'] ?? value['@id']) : value);
  if (url === undefined) return [];
  const thing: Thing = isThing(value) ? value : {};
  const [alt = ''] = [...textsOf(thing['caption']), ...textsOf(thing['description'])];
  const credits = [...textsOf(thing['creditText']), ...listOf(thing['creator'] ?? thing['author']).flatMap(namesOf)];
  const [width, height] = [pixels(thing['width']), pixels(thing['height'])];
  return [{ url, width, height, alt, credit: credits[0] ?? null }];
}

/** `1200`, `"1200"`, `"1200 px"` */
const pixels = (value: unknown): number | undefined => {
  const number = Number.parseInt(textsOf(value)[0] ?? '', 10);
  return Number.isNaN(number) ? undefined : number;
};
