import type { Refusal } from '../../kernel/refusal.js';
import { bodyOf, textField } from '../forms.js';
import { statusOf } from '../refusals.js';
import type { WebDeps } from '../web-deps.js';
import { SourcesPage } from './sources-page.js';
import type { DeskRoute, Visit } from './visit.js';

export function sourceRoutes({ rooms, clock }: WebDeps): readonly DeskRoute[] {
  const show = async (visit: Visit, refusal?: Refusal, fetched?: string) =>
    visit.show({
      title: 'Sources',
      section: 'sources',
      refusal,
      status: refusal === undefined ? 200 : statusOf(refusal),
      children: (
        <SourcesPage
          visit={visit}
          now={clock.now()}
          newsletters={await rooms.newsletters.all()}
          sources={await rooms.articles.sources()}
          fetched={fetched}
        />
      ),
    });
  return [
    { method: 'get', path: '/sources', needs: 'viewer', handle: async (visit) => show(visit) },
    {
      method: 'post',
      path: '/sources',
      needs: 'editor',
      async handle(visit) {
        const { newsletter, url } = bodyOf(visit.req);
        const chosen = ['kind', 'section'].map((name) => [name, textField(visit.req, name)]);
        const filled = Object.fromEntries(chosen.filter(([, value]) => value !== ''));
        const added = await rooms.articles.addSource({ newsletter, url, ...filled });
        if (!added.ok) return show(visit, added.refusal);
        await visit.audit('source.add', added.value.id, { url: added.value.url });
        visit.goTo('/desk/sources', 'source-added');
      },
    },
    {
      method: 'post',
      path: '/sources/:id/fetch',
      needs: 'editor',
      async handle(visit) {
        const fetched = await rooms.articles.fetchSource(visit.param('id'));
        if (!fetched.ok) return show(visit, fetched.refusal);
        await visit.audit('source.fetch', visit.param('id'), fetched.value);
        const { new: fresh, updated, unchanged } = fetched.value;
        await show(visit, undefined, `Fetched: ${fresh} new, ${updated} updated, ${unchanged} unchanged.`);
      },
    },
  ];
}
