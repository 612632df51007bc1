import type { Refusal } from '../../kernel/refusal.js';
import { bodyOf, textField } from '../forms.js';
import { statusOf } from '../refusals.js';
import type { WebDeps } from '../web-deps.js';
import { CorrectionsPage } from './corrections-page.js';
import type { DeskRoute, Visit } from './visit.js';

/** Stories that changed after readers got them, and what an editor does about each. */
export function correctionRoutes({ rooms, clock }: WebDeps): readonly DeskRoute[] {
  const show = async (visit: Visit, refusal?: Refusal) =>
    visit.show({
      title: 'Corrections',
      section: 'corrections',
      refusal,
      status: refusal === undefined ? 200 : statusOf(refusal),
      children: (
        <CorrectionsPage
          visit={visit}
          now={clock.now()}
          newsletters={await rooms.newsletters.all()}
          corrections={await rooms.issues.corrections()}
        />
      ),
    });
  return [
    { method: 'get', path: '/corrections', needs: 'viewer', handle: async (visit) => show(visit) },
    {
      method: 'post',
      path: '/corrections',
      needs: 'editor',
      async handle(visit) {
        const { issue, article, decision } = bodyOf(visit.req);
        const version = Number(textField(visit.req, 'version'));
        const input = { issue, article, version, decision };
        const decided = await rooms.issues.decideCorrection(input, visit.identity.actor);
        if (!decided.ok) return show(visit, decided.refusal);
        await visit.audit('correction.decide', decided.value.issueId, { article, version, decision });
        visit.goTo('/desk/corrections', 'correction-decided');
      },
    },
  ];
}
