import type { Refusal } from '../../kernel/refusal.js';
import { statusOf } from '../refusals.js';
import { sendMailHtml } from '../security-headers.js';
import type { WebDeps } from '../web-deps.js';
import { ConfirmPage, isConfirmed } from './confirm-page.js';
import { IssuePage } from './issue-page.js';
import { previewHtml, previewText } from './preview-issue.js';
import type { DeskRoute, Visit } from './visit.js';

/** More candidates than fit a screen help nobody choose. */
const CANDIDATES = 40;

/** The issue as editors see it, its preview, and the questions before acts that cannot be undone. */
export function issuePageRoutes(deps: WebDeps): readonly DeskRoute[] {
  const { rooms, baseUrl } = deps;
  return [
    { method: 'get', path: '/issues/:id', needs: 'viewer', handle: async (visit) => showIssue(deps, visit) },
    {
      method: 'get',
      path: '/issues/:id/preview',
      needs: 'viewer',
      async handle(visit) {
        const variant = await rooms.issues.variant(visit.param('id'));
        if (!variant.ok) return visit.refuse(variant.refusal);
        if (visit.query('part') === 'text') visit.res.type('text/plain').send(previewText(variant.value));
        else sendMailHtml(visit.res, previewHtml(variant.value), { baseUrl, framedBySelf: true });
      },
    },
    {
      method: 'get',
      path: '/issues/:id/confirm/:act',
      needs: 'editor',
      async handle(visit) {
        const act = visit.param('act');
        const view = await rooms.issues.view(visit.param('id'));
        if (!view.ok) return visit.refuse(view.refusal);
        if (!isConfirmed(act)) return visit.goTo(`/desk/issues/${view.value.issue.id}`);
        visit.show({
          title: 'Are you sure?',
          section: 'overview',
          children: <ConfirmPage visit={visit} act={act} view={view.value} />,
        });
      },
    },
  ];
}

/** The issue page as it is now; with a refusal when an act on it was refused. */
export async function showIssue({ rooms, clock }: WebDeps, visit: Visit, refusal?: Refusal): Promise<void> {
  const id = visit.param('id');
  const found = await rooms.issues.view(id);
  if (!found.ok) return visit.refuse(found.refusal);
  const view = found.value;
  const open = view.issue.state === 'draft' || view.issue.state === 'approved';
  const used = new Set(view.stories.map(({ article }) => article.id));
  const candidates = open
    ? await rooms.articles.candidates({
        newsletterId: view.newsletter.id,
        since: view.issue.candidatesSince,
        now: clock.now(),
        limit: CANDIDATES + used.size,
        forIssue: id,
      })
    : [];
  visit.show({
    title: view.issue.subject,
    section: 'overview',
    refusal,
    status: refusal === undefined ? 200 : statusOf(refusal),
    children: (
      <IssuePage
        visit={visit}
        view={view}
        now={clock.now()}
        progress={open ? null : await rooms.delivery.progress(id)}
        candidates={candidates.filter((candidate) => !used.has(candidate.id)).slice(0, CANDIDATES)}
      />
    ),
  });
}
