import { rss } from './feeds.js';
import { html, json, xml, type Site, type SiteAnswer } from './site-server.js';

export interface WordPressPost {
  readonly id: number;
  readonly title: string;
  readonly date_gmt?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

interface Options {
  readonly posts: readonly WordPressPost[];
  /** Without pretty addresses everything goes through `/?rest_route=`. */
  readonly plain?: boolean;
  /** What the API answers instead of posts, as hardening plug-ins do. */
  readonly closed?: SiteAnswer;
  /** The theme leaves out what names the API in the page, the server what names it in the header. */
  readonly names?: 'header' | 'head' | 'generator';
  /** Most posts the host allows at once. */
  readonly cap?: number;
  readonly head?: string;
}

/** What a WordPress site answers, as far as Pressrun asks it. */
export function wordPressSite(options: Options): Site {
  const { posts, plain = false, names = 'header', head = '' } = options;
  return (path, query, origin) => {
    const root = plain ? `${origin}/?rest_route=/` : `${origin}/wp-json/`;
    const route = plain ? (query.get('rest_route') ?? undefined) : /^\/wp-json(\/.*)$/.exec(path)?.[1];
    if (route !== undefined) return api(options, route, query, origin);
    if (path === '/feed/' || query.get('feed') === 'rss2') return feed(posts, origin);
    if (path !== '/' && !path.startsWith('/category/')) return undefined;
    const named = names === 'head' ? `<link rel="https://api.w.org/" href="${root}">` : '';
    const generator = names === 'generator' ? '<meta name="generator" content="WordPress 6.8.3">' : '';
    const alternate = `<link rel="alternate" type="application/rss+xml" title="The Tern &raquo; Feed" href="/feed/">`;
    const page = html(`<title>The Tern – news of the coast</title>${named}${generator}${alternate}${head}`);
    return names === 'header' ? { ...page, headers: { Link: `<${root}>; rel="https://api.w.org/"` } } : page;
  };
}

function api({ posts, closed, cap = 100 }: Options, route: string, query: URLSearchParams, origin: string): SiteAnswer {
  if (closed !== undefined) return closed;
  if (!/^\/wp\/v2\/posts\/?$/.test(route)) return json({ code: 'rest_no_route', message: 'No route' }, {}, 404);
  const wanted = posts.filter(({ more = {} }) => matches(more, query.get('categories')));
  const size = Math.min(Number(query.get('per_page') ?? '10'), cap);
  const pages = Math.ceil(wanted.length / size);
  const page = Number(query.get('page') ?? '1');
  if (page > Math.max(1, pages)) return json({ code: 'rest_post_invalid_page_number', message: 'No page' }, {}, 400);
  const slice = wanted.slice((page - 1) * size, page * size).map((post) => restPost(post, origin));
  return json(slice, { 'X-WP-Total': String(wanted.length), 'X-WP-TotalPages': String(pages) });
}

const matches = (more: Readonly<Record<string, unknown>>, category: string | null): boolean =>
  category === null || String(more['categories']) === category;

function restPost({ id, title, date_gmt = '2026-11-21T10:00:00', more = {} }: WordPressPost, origin: string) {
  return {
    id,
    guid: { rendered: `${origin}/?p=${id}` },
    date_gmt,
    date: date_gmt,
    modified_gmt: date_gmt,
    status: 'publish',
    link: `${origin}/2026/${id}/`,
    title: { rendered: title },
    excerpt: {
      rendered: `<p>Story ${id} of the coast, told in a sentence that is long enough to print. [&hellip;]</p>`,
    },
    ...more,
  };
}

const feed = (posts: readonly WordPressPost[], origin: string): SiteAnswer =>
  xml(rss(posts.map(({ id, title }) => ({ title, link: `${origin}/2026/${id}/`, guid: `${origin}/?p=${id}` }))));

/** The newest first, an hour between them. */
export const manyPosts = (count: number): readonly WordPressPost[] =>
  Array.from({ length: count }, (_, index) => ({
    id: count - index,
    title: `Story ${count - index}`,
    date_gmt: new Date(Date.UTC(2026, 10, 21, 10 - index)).toISOString().slice(0, 19),
  }));

/** Everything `_embed` adds to a post. */
export const embedded = (origin = 'https://tern.example') => ({
  author: [{ id: 3, name: 'Ana Reyes' }],
  'wp:featuredmedia': [
    {
      source_url: `${origin}/files/quay.jpg`,
      alt_text: 'Two boats at the quay',
      caption: { rendered: '<p>The quay on Monday. Photo: Bo Li</p>' },
      media_details: {
        width: 2400,
        height: 1600,
        sizes: {
          thumbnail: { source_url: `${origin}/files/quay-150x150.jpg`, width: 150, height: 150 },
          square: { source_url: `${origin}/files/quay-800x800.jpg`, width: 800, height: 800 },
          large: { source_url: `${origin}/files/quay-1024x683.jpg`, width: 1024, height: 683 },
          medium: { source_url: `${origin}/files/quay-300x200.jpg`, width: 300, height: 200 },
        },
      },
    },
  ],
  'wp:term': [
    [
      { id: 1, name: 'Uncategorized', slug: 'uncategorized', taxonomy: 'category' },
      { id: 4, name: 'Harbour &amp; Sea', slug: 'harbour', taxonomy: 'category' },
    ],
    [{ id: 9, name: 'ferry', slug: 'ferry', taxonomy: 'post_tag' }],
  ],
});
