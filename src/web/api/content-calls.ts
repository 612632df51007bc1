import { done } from '../../kernel/refusal.js';
import type { WebDeps } from '../web-deps.js';
import type { ApiCall } from './api-call.js';
import { findNewsletter } from '../../newsletters/find-newsletter.js';
import { presentArticle, presentSource } from './present.js';
import { articleBody, linkBody, sourceBody } from './schemas.js';

/** Where articles come from: sources that are fetched, and articles that are pushed. */
export const contentCalls = ({ rooms }: WebDeps): readonly ApiCall[] => [...sourceCalls(rooms), ...articleCalls(rooms)];

function sourceCalls({ articles, newsletters }: WebDeps['rooms']): readonly ApiCall[] {
  return [
    {
      method: 'get',
      path: '/sources',
      needs: 'viewer',
      tag: 'sources',
      summary: 'Sources and their health',
      query: { newsletter: 'Id or slug' },
      answer: { status: 200, description: '`{sources: [...]}`' },
      handle: async (request) => {
        const name = request.query('newsletter');
        const newsletter = name === undefined ? done(undefined) : await findNewsletter(newsletters, name);
        if (!newsletter.ok) return newsletter;
        const sources = await articles.sources(newsletter.value?.id);
        return done({ status: 200, json: { sources: sources.map(presentSource) } });
      },
    },
    {
      method: 'post',
      path: '/sources',
      needs: 'editor',
      tag: 'sources',
      summary:
        'Add a source: a site, a feed, an API or the link of a story; found out what it is, and fetched right after',
      body: sourceBody,
      answer: { status: 201, description: 'The source, with its `kind` and why it was chosen; keys are left out' },
      handle: async (request) => {
        const added = await articles.addSource(request.body);
        if (!added.ok) return added;
        await request.audit('source.add', added.value.id, { url: added.value.url });
        return done({ status: 201, json: presentSource(added.value) });
      },
    },
    {
      method: 'post',
      path: '/sources/:id/fetch',
      needs: 'editor',
      tag: 'sources',
      summary: 'Fetch now',
      answer: { status: 200, description: '`{new, updated, unchanged}`' },
      handle: async (request) => {
        const fetched = await articles.fetchSource(request.param('id'));
        if (!fetched.ok) return fetched;
        await request.audit('source.fetch', request.param('id'), fetched.value);
        return done({ status: 200, json: fetched.value });
      },
    },
  ];
}

function articleCalls({ articles }: WebDeps['rooms']): readonly ApiCall[] {
  return [
    {
      method: 'post',
      path: '/articles',
      needs: 'editor',
      tag: 'articles',
      summary: 'Add a story by its link: the page is read now, and looked at again while it may change',
      body: linkBody,
      answer: { status: 201, description: 'The article; 200 when it was known already' },
      handle: async (request) => {
        const added = await articles.addArticle(request.body);
        if (!added.ok) return added;
        const { article, created } = added.value;
        await request.audit('article.add', article.id, { url: article.url });
        return done({ status: created ? 201 : 200, json: presentArticle(article) });
      },
    },
    {
      method: 'put',
      path: '/articles/:externalId',
      needs: 'editor',
      tag: 'articles',
      summary: 'Push an article, or its new version; repeating it changes nothing',
      body: articleBody,
      answer: { status: 200, description: 'The article; 201 when it is new' },
      handle: async (request) => {
        const pushed = await articles.push(request.param('externalId'), request.body);
        if (!pushed.ok) return pushed;
        const { article, created } = pushed.value;
        await request.audit('article.push', article.id, { version: article.version });
        return done({ status: created ? 201 : 200, json: presentArticle(article) });
      },
    },
    {
      method: 'delete',
      path: '/articles/:externalId',
      needs: 'editor',
      tag: 'articles',
      summary: 'Retract an article: no issue that is not yet sent takes it',
      answer: { status: 204, description: 'Retracted' },
      handle: async (request) => {
        const retracted = await articles.retract(request.param('externalId'));
        if (!retracted.ok) return retracted;
        await request.audit('article.retract', request.param('externalId'));
        return done({ status: 204 });
      },
    },
  ];
}
