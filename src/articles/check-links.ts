import type { Article } from './article.js';
import type { ArticlesDeps } from './deps.js';

/** RFC 9110: Not Found and Gone. 403, 429 and 5xx say nothing about the story, only about us or the server. */
const GONE: ReadonlySet<number> = new Set([404, 410]);
/** A site that answers so for all of at least this many stories has a fault of its own. */
const SUSPICIOUS = 3;
/** Requests at once to one host. */
const PER_HOST = 4;
/** Milliseconds for all of them: an issue waits for this. */
const BUDGET = 4_000;

type Checked = Pick<Article, 'id' | 'url'>;

/**
 * The articles whose page is gone, with the status it answers. A server that does not answer, or not in time, takes no story
 * away, nor does one that answers “gone” for all of many. What was found out is kept with the articles.
 */
export async function checkLinks(
  deps: Pick<ArticlesDeps, 'articles' | 'probe' | 'clock' | 'logger'>,
  articles: readonly Checked[],
): Promise<ReadonlyMap<string, number>> {
  if (articles.length === 0) return new Map();
  const statuses = new Map<string, number>();
  const hosts = byHost(articles);
  const late = new AbortController();
  const asking = [...hosts.values()].map(async (stories) => askHost(deps, { stories, statuses, late: late.signal }));
  await inTime(Promise.all(asking));
  late.abort();
  const answered = new Map(statuses);
  const believed = [...hosts.values()].filter((stories) => !isSuspicious(deps, stories, answered)).flat();
  const gone = believed.filter(({ id }) => GONE.has(answered.get(id) ?? 0));
  const there = articles.filter(({ id }) => (answered.get(id) ?? 999) < 300);
  const ids = (list: readonly Checked[]) => list.map(({ id }) => id);
  if (gone.length + there.length > 0) await deps.articles.markGone(ids(gone), ids(there), deps.clock.now());
  return new Map(gone.map(({ id }) => [id, answered.get(id) ?? 0]));
}

function byHost(articles: readonly Checked[]): ReadonlyMap<string, readonly Checked[]> {
  const hosts = new Map<string, Checked[]>();
  for (const article of articles) {
    const { host } = new URL(article.url);
    hosts.set(host, [...(hosts.get(host) ?? []), article]);
  }
  return hosts;
}

async function inTime(work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, BUDGET);
  });
  await Promise.race([work, over]).finally(() => clearTimeout(timer));
}

interface Host {
  readonly stories: readonly Checked[];
  readonly statuses: Map<string, number>;
  readonly late: AbortSignal;
}

async function askHost(
  { probe, logger }: Pick<ArticlesDeps, 'probe' | 'logger'>,
  { stories, statuses, late }: Host,
): Promise<void> {
  const waiting = [...stories];
  const ask = async () => {
    for (let story = waiting.shift(); story !== undefined && !late.aborted; story = waiting.shift()) {
      try {
        const status = await probe.status(story.url);
        if (status !== null) statuses.set(story.id, status);
      } catch (error) {
        logger.warn('link.unchecked', { url: story.url, error });
      }
    }
  };
  await Promise.all(Array.from({ length: PER_HOST }, ask));
}

function isSuspicious(
  { logger }: Pick<ArticlesDeps, 'logger'>,
  stories: readonly Checked[],
  statuses: ReadonlyMap<string, number>,
): boolean {
  const all = stories.length >= SUSPICIOUS && stories.every(({ id }) => GONE.has(statuses.get(id) ?? 0));
  if (all) logger.warn('links.suspicious', { host: new URL(stories[0]?.url ?? '').host, stories: stories.length });
  return all;
}
