import { rss } from './feeds.js';
import { html, json, xml, type Site, type SiteAnswer } from './site-server.js';

export const GHOST_KEY = '22444f78447824223cefc48062';

export type GhostPost = Readonly<Record<string, unknown>>;

/** What a Ghost site answers, as far as Pressrun asks it. */
export function ghostSite(posts: readonly GhostPost[], key = GHOST_KEY): Site {
  return (path, query, origin) => {
    if (path === '/') return html('<title>The Tern</title><meta name="generator" content="Ghost 6.3">' + FEED);
    if (path === '/rss/') return xml(rss([{ title: 'From the feed', link: `${origin}/from-the-feed/` }]));
    const route = /^\/ghost\/api\/content\/(\w+)\/$/.exec(path)?.[1];
    if (route === undefined) return undefined;
    if (query.get('key') !== key)
      return json({ errors: [{ message: 'Unknown Content API Key', type: 'UnauthorizedError' }] }, {}, 401);
    return route === 'settings' ? json({ settings: { title: 'The Tern &amp; Gull', lang: 'en' } }) : list(posts, query);
  };
}

const FEED = '<link rel="alternate" type="application/rss+xml" title="The Tern" href="/rss/">';

function list(posts: readonly GhostPost[], query: URLSearchParams): SiteAnswer {
  if (query.get('include') !== 'authors,tags') return json({ posts: [] });
  const limit = Number(query.get('limit') ?? '15');
  const page = Number(query.get('page') ?? '1');
  const next = page * limit < posts.length ? page + 1 : null;
  const slice = posts.slice((page - 1) * limit, page * limit);
  return json({ posts: slice, meta: { pagination: { page, limit, next, total: posts.length } } });
}

export const ghostPost = (title: string, more: GhostPost = {}): GhostPost => ({
  id: `id-${title}`,
  uuid: `uuid-${title}`,
  title,
  url: `https://tern.example/${encodeURIComponent(title)}/`,
  visibility: 'public',
  custom_excerpt: null,
  excerpt: `All about ${title}, in as many words as the editor of this paper thinks a reader has time for.`,
  feature_image: null,
  published_at: '2026-11-21T10:00:00.000+01:00',
  updated_at: '2026-11-21T11:00:00.000+01:00',
  authors: [{ name: 'Ana Reyes' }, { name: 'Bo Li' }],
  primary_tag: { name: 'Harbour & Sea', visibility: 'public' },
  tags: [
    { name: '#wide', visibility: 'internal' },
    { name: 'Harbour & Sea', visibility: 'public' },
  ],
  ...more,
});
