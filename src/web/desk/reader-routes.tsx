import { DAY } from '../../kernel/clock.js';
import { done, type Outcome, type Refusal } from '../../kernel/refusal.js';
import type { ReaderRecord } from '../../subscribers/room.js';
import { textField } from '../forms.js';
import { statusOf } from '../refusals.js';
import type { WebDeps } from '../web-deps.js';
import type { DoneKey } from './done-words.js';
import { ReadersPage } from './readers-page.js';
import type { DeskRoute, Visit } from './visit.js';

const SUPPRESSIONS_SHOWN = 50;
/** Why readers left is shown of so many days, today included. */
const LEAVING_DAYS = 90;

/** What is known about one address, and who must not be mailed. */
export function readerRoutes({ rooms, clock }: WebDeps): readonly DeskRoute[] {
  const { subscribers, newsletters } = rooms;

  async function show(visit: Visit, email: string, refusal?: Refusal): Promise<void> {
    const found: Outcome<ReaderRecord | null> = email === '' ? done(null) : await subscribers.lookUp(email);
    const fault = refusal ?? (found.ok ? undefined : found.refusal);
    const now = clock.now();
    const ground = email === '' ? undefined : await subscribers.explainSuppression(email);
    visit.show({
      title: 'Readers',
      section: 'readers',
      refusal: refusal ?? undefined,
      status: fault === undefined ? 200 : statusOf(fault),
      children: (
        <ReadersPage
          visit={visit}
          now={now}
          email={email}
          found={found}
          ground={ground?.ok === true ? ground.value : null}
          errors={refusal?.errors ?? []}
          newsletters={await newsletters.all()}
          leaving={
            email === '' ? await subscribers.leavingCounts({ from: now - (LEAVING_DAYS - 1) * DAY, to: now }) : null
          }
          leavingDays={LEAVING_DAYS}
          suppressions={await subscribers.suppressions({ limit: SUPPRESSIONS_SHOWN })}
        />
      ),
    });
  }

  const act = ({ path, name, key, run }: ReaderAct): DeskRoute => ({
    method: 'post',
    path,
    needs: 'editor',
    async handle(visit) {
      const email = textField(visit.req, 'email');
      const outcome = await run(visit, email);
      if (!outcome.ok) return show(visit, email, outcome.refusal);
      await visit.audit(name, email, outcome.value);
      visit.goTo(`/desk/readers?email=${encodeURIComponent(email)}`, key);
    },
  });

  return [
    {
      method: 'get',
      path: '/readers',
      needs: 'editor',
      handle: async (visit) => show(visit, visit.query('email')?.trim() ?? ''),
    },
    act({
      path: '/readers/suppress',
      name: 'suppression.add',
      key: 'suppressed',
      async run(visit, email) {
        const detail = textField(visit.req, 'detail') || null;
        const added = await subscribers.suppress({ email, reason: 'manual', detail }, 'desk');
        return added.ok ? done({ detail }) : added;
      },
    }),
    act({
      path: '/readers/lift',
      name: 'suppression.lift',
      key: 'lifted',
      async run(visit, email) {
        const lifted = await subscribers.liftSuppression(email, { reason: textField(visit.req, 'reason') });
        return lifted.ok ? done({ reason: lifted.value.reason, was: lifted.value.suppression.reason }) : lifted;
      },
    }),
  ];
}

interface ReaderAct {
  readonly path: string;
  readonly name: string;
  readonly key: DoneKey;
  /** The value goes into the audit log. */
  readonly run: (visit: Visit, email: string) => Promise<Outcome<object>>;
}
