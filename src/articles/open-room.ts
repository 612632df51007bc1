import { done, refuse } from '../kernel/refusal.js';
import { createAddArticle } from './add-article.js';
import { answerHub, receivePush } from './answer-hub.js';
import { createAddSource } from './add-source.js';
import { checkLinks } from './check-links.js';
import { copyPicture, servePicture, shownPictures } from './copy-pictures.js';
import type { ArticlesDeps } from './deps.js';
import { fetchDueSource, fetchSource } from './fetch-source.js';
import { freshen, hasten } from './freshen.js';
import { createPushArticle } from './push-article.js';
import { redactKeys } from './redact-keys.js';
import type { ArticlesRoom } from './room.js';
import type { Source } from './source.js';

/** Hosts and pictures one tick hands out; the rest is due in the next. */
const DUE_AT_ONCE = 100;

export function openArticlesRoom(deps: ArticlesDeps): ArticlesRoom {
  const { sources, articles, clock } = deps;
  const addSource = createAddSource(deps);
  return {
    async addSource(input) {
      const added = await addSource(input);
      return added.ok ? done(shown(added.value)) : added;
    },
    addArticle: createAddArticle(deps),
    sources: async (newsletterId) => (await sources.all(newsletterId)).map(shown),
    fetchSource: async (id) => fetchSource(deps, id),
    dueSources: async () => sources.due(clock.now(), { limit: DUE_AT_ONCE }),
    fetchDueSource: async (id, signal) => fetchDueSource(deps, id, signal),
    hasten: async (newsletterId, freshness) => hasten(deps, newsletterId, freshness),
    freshen: async (newsletterId, freshness) => freshen(deps, newsletterId, freshness),
    answerHub: async (token, question) => answerHub(deps, token, question),
    receivePush: async (token, push) => receivePush(deps, token, push),
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

/** As anybody outside of the room sees it. */
const shown = (source: Source): Source => ({
  ...source,
  url: redactKeys(source.url),
  movedTo: source.movedTo === null ? null : redactKeys(source.movedTo),
});
