/** What readers call a namespace, by its address without scheme, `www.` and closing `/` or `#`. */
const KEYS: Readonly<Record<string, string>> = {
  'purl.org/rss/1.0': 'rss',
  'purl.org/net/rss1.1': 'rss',
  'my.netscape.com/rdf/simple/0.9': 'rss',
  'channel.netscape.com/rdf/simple/0.9': 'rss',
  'my.netscape.com/publish/formats/rss-0.91.dtd': 'rss',
  'backend.userland.com/rss': 'rss',
  'backend.userland.com/rss2': 'rss',
  'backend.userland.com/rss091': 'rss',
  'backend.userland.com/rss092': 'rss',
  'blogs.law.harvard.edu/tech/rss': 'rss',
  'cyber.law.harvard.edu/rss': 'rss',
  'rssboard.org/rss-specification': 'rss',
  'w3.org/2005/atom': 'atom',
  'purl.org/atom/ns': 'atom',
  'w3.org/1999/02/22-rdf-syntax-ns': 'rdf',
  'purl.org/dc/elements/1.1': 'dc',
  'purl.org/dc/elements/1.0': 'dc',
  'purl.org/metadata/dublin_core': 'dc',
  'purl.org/dc/terms': 'dcterms',
  'purl.org/rss/1.0/modules/content': 'content',
  'search.yahoo.com/mrss': 'media',
  'search.yahoo.com/rss': 'media',
  'video.search.yahoo.com/mrss': 'media',
  'tools.search.yahoo.com/mrss': 'media',
  'itunes.com/dtds/podcast-1.0.dtd': 'itunes',
  'google.com/schemas/play-podcasts/1.0': 'googleplay',
  'rssnamespace.org/feedburner/ext/1.0': 'feedburner',
  'w3.org/1999/xhtml': 'xhtml',
};

/** Prefixes that are used without being declared, or declared with an address of somebody's own. */
const HABITS: Readonly<Record<string, string>> = { atom03: 'atom', atom10: 'atom', a10: 'atom', xhtml: 'xhtml' };

/** Elements that make a feed: with whatever default namespace they come, it is the feed's own. */
const STRUCTURE = new Set(['rss', 'rdf', 'feed', 'channel', 'item', 'entry']);

/** Namespaces in force: prefix to key, '' for names without a prefix. The feed's own has the key ''. */
export type Scope = ReadonlyMap<string, string>;

export const OUTERMOST: Scope = new Map([['xml', 'xml']]);

/** The scope inside an element that may declare namespaces. */
export function innerScope(
  outer: Scope,
  { name, attributes, own }: { name: string; attributes: Readonly<Record<string, string>>; own: string },
): Scope {
  const declared = Object.entries(attributes).filter(([key]) => /^xmlns(:|$)/i.test(key));
  if (declared.length === 0) return outer;
  const [prefix, local] = split(name);
  const scope = new Map(outer);
  for (const [key, address] of declared) {
    const bound = key.slice(6).toLowerCase();
    const isOwn = bound === prefix && STRUCTURE.has(local) && (bound === '' || keyOf(address) === undefined);
    scope.set(bound, isOwn ? '' : ownOr(own, keyOf(address) ?? (bound === '' ? unknownKey(address) : habit(bound))));
  }
  return scope;
}

/** `dc:creator` for a name as written, whatever its prefix; the feed's own elements have none. */
export function qualify(written: string, scope: Scope, own: string): string {
  const [prefix, local] = split(written);
  const key = scope.get(prefix) ?? ownOr(own, habit(prefix));
  return key === '' ? local : `${key}:${local}`;
}

/** The key of the namespace that is a feed's own, by its root element; undefined for other elements. */
export function ownNamespace(name: string): string | undefined {
  const [, local] = split(name);
  if (local === 'feed') return 'atom';
  return local === 'rss' || local === 'rdf' || local === 'channel' ? 'rss' : undefined;
}

const ownOr = (own: string, key: string): string => (key === own ? '' : key);

const habit = (prefix: string): string => HABITS[prefix] ?? prefix;

/** `xmlns=""` is none at all. */
const unknownKey = (address: string): string => (address.trim() === '' ? '' : 'other');

function keyOf(address: string): string | undefined {
  const bare = address
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\/(www\.)?/, '')
    .replace(/[/#]+$/, '');
  return bare.startsWith('prismstandard.org/namespaces') ? 'prism' : KEYS[bare];
}

function split(written: string): readonly [prefix: string, local: string] {
  const name = written.toLowerCase();
  const at = name.indexOf(':');
  return at === -1 ? ['', name] : [name.slice(0, at), name.slice(at + 1)];
}
