import { z } from 'zod';
import { done } from '../../kernel/refusal.js';
import { notAFeed } from '../feed-text.js';
import type { ImageOption } from '../html-images.js';
import { NO_HEAD, parsedFeed } from '../parsed-from-raw.js';
import type { RawEntry } from '../parsed-feed.js';
import { plainText } from '../plain-text.js';
import { MAX_POSTS_A_PAGE, type CmsReader } from './cms-reader.js';
import { ghostPage } from './ghost-address.js';
import { jsonAnswer } from './json-answer.js';
import { creditIn } from './picture-credit.js';

const text = z.string().nullish().catch(undefined);
const tag = z.object({ name: z.string(), visibility: text });

/** A post of the Content API, versions 3 to 6, as far as a digest needs it. */
const post = z.object({
  id: z.string(),
  uuid: text,
  title: z.string(),
  url: z.string(),
  custom_excerpt: text,
  excerpt: text,
  plaintext: text,
  visibility: text,
  featured: z.boolean().nullish().catch(undefined),
  status: text,
  feature_image: text,
  feature_image_alt: text,
  feature_image_caption: text,
  published_at: text,
  updated_at: text,
  authors: z
    .array(z.object({ name: text }))
    .nullish()
    .catch(undefined),
  primary_tag: tag.nullish().catch(undefined),
  tags: z.array(tag).nullish().catch(undefined),
});

type Post = z.infer<typeof post>;

const answerSchema = z.object({
  posts: z.array(z.unknown()),
  meta: z
    .object({ pagination: z.object({ next: z.number().nullish() }) })
    .nullish()
    .catch(undefined),
});

const errorSchema = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

/** The Ghost Content API. */
export const ghost: CmsReader = {
  pageAddress: ghostPage,
  read(answer) {
    const json = jsonAnswer(answer);
    const parsed = answerSchema.safeParse(json).data;
    if (parsed === undefined) return notAFeed(notPosts(json));
    const posts = parsed.posts.slice(0, MAX_POSTS_A_PAGE).flatMap((each) => post.safeParse(each).data ?? []);
    const entries = posts.filter(({ status }) => (status ?? 'published') === 'published').map(toRawEntry);
    const hasMore = typeof parsed.meta?.pagination.next === 'number';
    return done({ ...parsedFeed({ ...NO_HEAD, format: 'ghost', entries }, answer.url), hasMore });
  },
};

function notPosts(json: unknown): string {
  const message = errorSchema.safeParse(json).data?.errors[0]?.message;
  return message === undefined ? 'This is no answer of a Ghost Content API.' : `Ghost answers: ${plainText(message)}`;
}

function toRawEntry(each: Post): RawEntry {
  return {
    guid: each.uuid ?? each.id,
    links: [each.url],
    base: undefined,
    titles: [escaped(each.title)],
    deks: deksOf(each).map((dek) => escaped(dek ?? '')),
    bodies: [],
    authors: [(each.authors ?? []).map(({ name }) => name ?? undefined)],
    categories: categoriesOf(each),
    images: [pictures(each)],
    language: undefined,
    published: [each.published_at ?? undefined],
    updated: [each.updated_at ?? undefined],
    featured: each.featured ?? undefined,
  };
}

/** Ghost makes an excerpt from the text itself; of a story for members that is not for everybody. */
const deksOf = ({ visibility, custom_excerpt: own, excerpt, plaintext }: Post) =>
  (visibility ?? 'public') === 'public' ? [own, excerpt, plaintext] : [own];

/** Ghost's texts are plain: a `<` of theirs is no tag. */
const escaped = (plain: string): string => plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The first public tag is the section; those with `#` are the newsroom's own marks. */
const categoriesOf = ({ primary_tag: primary, tags }: Post): readonly string[] =>
  [...(primary ? [primary] : []), ...(tags ?? [])]
    .filter(({ name, visibility }) => (visibility ?? 'public') === 'public' && !name.startsWith('#'))
    .map(({ name }) => escaped(name));

function pictures({ feature_image: url, feature_image_alt: alt, feature_image_caption: html }: Post) {
  if (!url) return [];
  const caption = plainText(html ?? '');
  const credit = creditIn(caption);
  const picture: ImageOption = {
    url,
    width: undefined,
    height: undefined,
    alt: alt?.trim() || (credit === null ? caption : ''),
    credit,
  };
  return [picture];
}
