import type { IssueState } from '../../issues/issue.js';
import type { WebDeps } from '../web-deps.js';
import { OverviewPage } from './overview-page.js';
import { standing } from './standing.js';
import type { DeskRoute } from './visit.js';

const RUNNING: readonly IssueState[] = ['preparing', 'sending', 'paused'];
const OPEN: readonly IssueState[] = ['draft', 'approved'];
const SETTLED: readonly IssueState[] = ['done', 'cancelled', 'skipped'];

export function overviewRoutes({ rooms, clock, logger }: WebDeps): readonly DeskRoute[] {
  const { issues, newsletters, articles, delivery, feedback } = rooms;
  return [
    {
      method: 'get',
      path: '/',
      needs: 'viewer',
      async handle(visit) {
        const [all, open, running, last, sources, alarms] = await Promise.all([
          newsletters.all(),
          issues.list({ states: OPEN, limit: 50 }),
          issues.list({ states: RUNNING, limit: 20 }),
          issues.list({ states: SETTLED, limit: 12 }),
          articles.sources(),
          feedback.alarms(),
        ]);
        const runs = await Promise.all(
          running.map(async (issue) => ({ issue, progress: await delivery.progress(issue.id) })),
        );
        visit.show({
          title: 'Overview',
          section: 'overview',
          children: (
            <OverviewPage
              visit={visit}
              now={clock.now()}
              alarms={alarms}
              newsletters={all.map((newsletter) => standing(newsletter, open, sources))}
              runs={runs}
              last={last}
              names={new Map(all.map((newsletter) => [newsletter.id, newsletter]))}
            />
          ),
        });
      },
    },
    {
      method: 'post',
      path: '/newsletters/:id/build',
      needs: 'editor',
      async handle(visit) {
        const built = await issues.build({ newsletter: visit.param('id') }, visit.identity.actor);
        if (!built.ok) return visit.refuse(built.refusal);
        const { id } = built.value.issue;
        await visit.audit('issue.build', id);
        logger.info('desk.built', { issue: id });
        visit.goTo(`/desk/issues/${id}`, 'built');
      },
    },
  ];
}
