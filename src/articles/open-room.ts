import { done, refuse } from '../kernel/refusal.js';
import { createAddSource } from './add-source.js';
import { checkLinks } from './check-links.js';
import { copyPicture, servePicture, shownPictures } from './copy-pictures.js';
import type { ArticlesDeps } from './deps.js';
import { fetchDueSource, fetchSource } from './fetch-source.js';
import { createPushArticle } from './push-article.js';
import type { ArticlesRoom } from './room.js';

/** Sources and pictures one tick hands out; the rest is due in the next. */
const DUE_AT_ONCE = 100;

export function openArticlesRoom(deps: ArticlesDeps): ArticlesRoom {
  const { sources, articles, clock } = deps;
  return {
    addSource: createAddSource(deps),
    sources: async (newsletterId) => sources.all(newsletterId),
    fetchSource: async (id) => fetchSource(deps, id),
    dueSources: async () => sources.due(clock.now(), DUE_AT_ONCE),
    fetchDueSource: async (id) => fetchDueSource(deps, id),
    push: createPushArticle(deps),
    async retract(externalId) {
      if (await articles.retractExternal(externalId, clock.now())) return done(undefined);
      const detail = `No article was pushed with the id ${externalId}.`;
      return refuse({ code: 'article.unknown', kind: 'unknown', detail });
    },
    candidates: async (query) => articles.candidates(query),
    leftOut: async (query) => articles.leftOut(query),
    checkLinks: async (list) => checkLinks(deps, list),
    shownPictures: async (urls) => shownPictures(deps, urls),
    duePictures: async () => deps.pictures.due(clock.now(), DUE_AT_ONCE),
    copyPicture: async (id) => copyPicture(deps, id),
    picture: async (id) => servePicture(deps, id),
    byIds: async (ids) => articles.byIds(ids),
  };
}
