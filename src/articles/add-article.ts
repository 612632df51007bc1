import { done, refuse, type Outcome } from '../kernel/refusal.js';
import type { Article } from './article.js';
import { insertSource, readWanted, type WantedSource } from './add-source.js';
import type { ArticlesDeps } from './deps.js';
import { findSource } from './discover/find-source.js';
import { fetchSource } from './fetch-source.js';
import type { ArticlesRoom } from './room.js';
import type { Source } from './source.js';

/** `ArticlesRoom.addArticle`: the page becomes a source of the kind `page`, which is fetched at once. */
export function createAddArticle(deps: ArticlesDeps): ArticlesRoom['addArticle'] {
  return async (input) => {
    const wanted = await readWanted(deps, input);
    if (!wanted.ok) return wanted;
    const page = await pageOf(deps, wanted.value);
    if (!page.ok) return page;
    const fetched = await fetchSource(deps, page.value.id);
    if (!fetched.ok) return fetched;
    const article = await deps.articles.ofSource(page.value.id);
    return article === undefined ? noArticle(page.value) : done({ article, created: fetched.value.new > 0 });
  };
}

/** The source for this link: there already, or added now when a story lies behind it. */
async function pageOf(deps: ArticlesDeps, wanted: WantedSource): Promise<Outcome<Source>> {
  const { newsletter, url } = wanted;
  const known = await deps.sources.byUrl(newsletter.id, url);
  if (known !== undefined) return known.kind === 'page' ? done(known) : isSource(known);
  const found = await findSource(deps, { url, kind: 'page' });
  if (!found.ok) return found;
  const added = await insertSource(deps, wanted, found.value);
  return added === undefined ? pageOf(deps, wanted) : done(added);
}

const isSource = ({ url, kind }: Source): Outcome<never> =>
  refuse({
    code: 'article.invalid',
    kind: 'conflict',
    detail: `${url} is a source of the kind ${kind} of this newsletter, not one story.`,
  });

const noArticle = ({ url }: Source): Outcome<{ article: Article; created: boolean }> =>
  refuse({ code: 'article.unreadable', kind: 'unavailable', detail: `${url} could not be read as a story just now.` });
