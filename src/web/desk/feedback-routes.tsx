import type { WebDeps } from '../web-deps.js';
import { FeedbackPage } from './feedback-page.js';
import type { DeskRoute } from './visit.js';

const DAYS = 30;

/** Bounces and complaints of all issues. */
export function feedbackRoutes({ rooms }: WebDeps): readonly DeskRoute[] {
  const { feedback, issues } = rooms;
  return [
    {
      method: 'get',
      path: '/feedback',
      needs: 'viewer',
      async handle(visit) {
        const [summary, alarms, known] = await Promise.all([
          feedback.lastDays(DAYS),
          feedback.alarms(),
          issues.list({ limit: 200 }),
        ]);
        visit.show({
          title: 'What came back',
          section: 'feedback',
          children: (
            <FeedbackPage
              summary={summary}
              alarms={alarms}
              subjects={new Map(known.map(({ id, subject }) => [id, subject]))}
              days={DAYS}
            />
          ),
        });
      },
    },
  ];
}
