import { DELIVERY_STATES, type DeliveryState } from '../../delivery/delivery.js';
import { invalid } from '../../kernel/refusal.js';
import { textField } from '../forms.js';
import type { WebDeps } from '../web-deps.js';
import { DeliveriesPage } from './deliveries-page.js';
import { ReportPage } from './report-page.js';
import type { DeskRoute, Visit } from './visit.js';

const PAGE = 100;

/** What became of an issue: numbers for everybody, addresses for those who act on them. */
export function ledgerRoutes({ rooms, clock }: WebDeps): readonly DeskRoute[] {
  return [
    {
      method: 'get',
      path: '/issues/:id/report',
      needs: 'viewer',
      async handle(visit) {
        const id = visit.param('id');
        const view = await rooms.issues.view(id);
        if (!view.ok) return visit.refuse(view.refusal);
        const [progress, rows, relays, feedback] = await Promise.all([
          rooms.delivery.progress(id),
          rooms.delivery.breakdown(id),
          rooms.delivery.byRelay(id),
          rooms.feedback.ofIssue(id),
        ]);
        visit.show({
          title: `Report: ${view.value.issue.subject}`,
          section: 'overview',
          children: (
            <ReportPage
              view={view.value}
              progress={progress}
              rows={rows}
              relays={relays}
              feedback={feedback}
              now={clock.now()}
            />
          ),
        });
      },
    },
    {
      method: 'get',
      path: '/issues/:id/deliveries',
      needs: 'editor',
      handle: async (visit) => showDeliveries(rooms, visit),
    },
    {
      method: 'post',
      path: '/issues/:id/deliveries/:reader',
      needs: 'editor',
      handle: async (visit) => resolve(rooms, visit),
    },
  ];
}

async function showDeliveries({ issues, delivery }: WebDeps['rooms'], visit: Visit): Promise<void> {
  const issueId = visit.param('id');
  const view = await issues.view(issueId);
  if (!view.ok) return visit.refuse(view.refusal);
  const state = readState(visit.query('state'));
  const after = visit.query('after');
  const rows = await delivery.deliveries({
    issueId,
    limit: PAGE,
    ...(state === undefined ? {} : { state }),
    ...(after === undefined ? {} : { after }),
  });
  visit.show({
    title: `Deliveries: ${view.value.issue.subject}`,
    section: 'overview',
    children: (
      <DeliveriesPage
        visit={visit}
        view={view.value}
        progress={await delivery.progress(issueId)}
        state={state}
        rows={rows}
        next={rows.length === PAGE ? rows.at(-1)?.subscriberId : undefined}
      />
    ),
  });
}

const readState = (text: string | undefined): DeliveryState | undefined =>
  DELIVERY_STATES.find((state) => state === text);

async function resolve({ delivery }: WebDeps['rooms'], visit: Visit): Promise<void> {
  const key = { issueId: visit.param('id'), subscriberId: visit.param('reader') };
  const back = `/desk/issues/${key.issueId}/deliveries?state=held`;
  const to = textField(visit.req, 'to');
  const outcome =
    to === 'accepted' || to === 'pending'
      ? await delivery.resolve(key, to, visit.identity.actor)
      : invalid('delivery.invalid', [{ field: 'to', fault: 'must be accepted or pending', example: 'accepted' }]);
  if (!outcome.ok) return visit.refuse(outcome.refusal, { href: back, label: 'Back to the deliveries' });
  await visit.audit('delivery.resolve', `${key.issueId}/${key.subscriberId}`, { to });
  visit.goTo(back, 'resolved');
}
