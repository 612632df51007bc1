import { DateTime } from 'luxon';
import { done, invalid, type Outcome } from '../../kernel/refusal.js';
import type { WebDeps } from '../web-deps.js';
import type { ApiCall, ApiRequest } from './api-call.js';
import { presentAlarm, presentFeedback, presentLeaving } from './present-feedback.js';

const USUAL_DAYS = 30;
const MOST_DAYS = 366;

/** Bounces and complaints of all issues. */
export function feedbackCalls({ rooms, clock }: WebDeps): readonly ApiCall[] {
  return [
    {
      method: 'get',
      path: '/feedback',
      needs: 'viewer',
      tag: 'feedback',
      summary:
        'What came back, by day, mailbox provider, reason and issue, the alarms of the last three days, and why readers left',
      query: {
        from: 'First day in UTC, for example 2026-11-01; 30 days ago when absent',
        to: 'Last day in UTC, included; today when absent',
      },
      answer: {
        status: 200,
        description:
          '`{from, to, total, days: [...], providers: [...], reasons: [...], issues: [...], alarms: [...], leaving: [{newsletter, total, reasons}]}`; `leaving` counts what readers chose after unsubscribing',
      },
      handle: async (request) => {
        const days = readDays(request, clock.now());
        if (!days.ok) return days;
        const [summary, alarms, leaving, newsletters] = await Promise.all([
          rooms.feedback.between(days.value),
          rooms.feedback.alarms(),
          rooms.subscribers.leavingCounts({
            from: readDay(days.value.from).toMillis(),
            to: readDay(days.value.to).toMillis(),
          }),
          rooms.newsletters.all(),
        ]);
        const issues = summary.issues.map(({ issueId, ...counts }) => ({ issue: issueId, ...counts }));
        const json = {
          ...days.value,
          ...presentFeedback(summary),
          issues,
          alarms: alarms.map(presentAlarm),
          leaving: presentLeaving(leaving, newsletters),
        };
        return done({ status: 200, json });
      },
    },
  ];
}

const readDay = (text: string): DateTime => DateTime.fromFormat(text, 'yyyy-MM-dd', { zone: 'utc' });

function readDays(request: ApiRequest, now: number): Outcome<{ from: string; to: string }> {
  const today = DateTime.fromMillis(now, { zone: 'utc' });
  const to = request.query('to') === undefined ? today.startOf('day') : readDay(request.query('to') ?? '');
  const from =
    request.query('from') === undefined ? to.minus({ days: USUAL_DAYS - 1 }) : readDay(request.query('from') ?? '');
  const wrong = [
    ...(from.isValid || request.query('from') === undefined ? [] : ['from']),
    ...(to.isValid ? [] : ['to']),
  ].map((field) => ({
    field,
    fault: 'must be a day',
    example: today.toFormat('yyyy-MM-dd'),
  }));
  if (wrong.length > 0) return invalid('query.invalid', wrong);
  const length = to.diff(from, 'days').days + 1;
  if (length < 1 || length > MOST_DAYS)
    return invalid('query.invalid', [
      {
        field: 'from',
        fault: `must be before \`to\`, by ${MOST_DAYS} days at most`,
        example: to.minus({ days: 29 }).toFormat('yyyy-MM-dd'),
      },
    ]);
  return done({ from: from.toFormat('yyyy-MM-dd'), to: to.toFormat('yyyy-MM-dd') });
}
