import { z } from 'zod';
import { MAX_POSTS_A_PAGE } from './cms-reader.js';

/** A field another plug-in or an old version writes differently counts as absent. */
const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const rendered = z.object({ rendered: z.string(), protected: lenient(z.boolean()) });
const named = z.array(z.object({ display_name: lenient(z.string()) }));

const mediaSize = z.object({ source_url: z.string(), width: z.coerce.number(), height: z.coerce.number() });

/** `featuredmedia` is an error object where the picture was deleted or is private. */
const media = z.object({
  source_url: z.string(),
  alt_text: lenient(z.string()),
  caption: lenient(rendered),
  media_details: lenient(
    z.object({
      width: lenient(z.coerce.number()),
      height: lenient(z.coerce.number()),
      sizes: lenient(z.record(z.string(), z.unknown())),
    }),
  ),
});

const term = z.object({ name: z.string(), slug: lenient(z.string()), taxonomy: lenient(z.string()) });

const embedded = z.object({
  author: lenient(z.array(z.object({ name: lenient(z.string()) }))),
  'wp:featuredmedia': lenient(z.array(z.unknown())),
  'wp:term': lenient(z.array(z.array(term).catch([]))),
});

/** A post of `/wp/v2/posts` as far as a digest needs it. */
const post = z
  .object({
    link: z.string(),
    title: rendered,
    guid: lenient(rendered),
    status: lenient(z.string()),
    sticky: lenient(z.boolean()),
    excerpt: lenient(rendered),
    content: lenient(z.object({ protected: lenient(z.boolean()) })),
    date_gmt: lenient(z.string()),
    date: lenient(z.string()),
    modified_gmt: lenient(z.string()),
    _embedded: lenient(embedded),
    /** PublishPress Authors, and Newspack's bylines of several people. */
    authors: lenient(named),
    newspack_author_info: lenient(named),
    jetpack_featured_media_url: lenient(z.string()),
    yoast_head_json: lenient(z.object({ og_image: lenient(z.array(z.object({ url: z.string() }))) })),
  })
  .transform(({ _embedded: inside, ...rest }) => ({ ...rest, embedded: inside }));

export type WordPressPost = z.infer<typeof post>;
export type WordPressMedia = z.infer<typeof media>;

/** The posts of a list; undefined when this is no list of posts. Entries that are none are left out. */
export function wordPressPostList(value: unknown): readonly WordPressPost[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const posts = value.slice(0, MAX_POSTS_A_PAGE).flatMap((each) => post.safeParse(each).data ?? []);
  return posts.length === 0 && value.length > 0 ? undefined : posts;
}

export const wordPressMedia = (value: unknown): WordPressMedia | undefined => media.safeParse(value).data;

export const wordPressSizes = (details: WordPressMedia['media_details']) =>
  Object.values(details?.sizes ?? {}).flatMap((size) => mediaSize.safeParse(size).data ?? []);

/** What WordPress says instead of posts: `{code, message}`. */
export const wordPressError = (value: unknown): string | undefined =>
  z.object({ code: z.string(), message: z.string() }).safeParse(value).data?.message;
