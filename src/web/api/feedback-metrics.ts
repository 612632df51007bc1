import type { FeedbackRoom } from '../../feedback/room.js';
import { counter, gauge } from './exposition.js';

/** What came back. Totals since the beginning from the database; webhooks since this process started. */
export async function feedbackMetrics(feedback: FeedbackRoom): Promise<string[]> {
  const [{ bounces, unsubscribes }, alarms] = await Promise.all([feedback.counters(), feedback.alarms()]);
  const complaints = bounces.filter((row) => row.class === 'complaint');
  const refused = feedback.hookTally().filter(({ result }) => result.startsWith('refused-'));
  return [
    ...counter(
      'pressrun_bounces',
      'Reports that came back, by class, mailbox provider and channel',
      bounces.map(({ count, ...labels }) => [labels, count]),
    ),
    ...counter(
      'pressrun_complaints',
      'Complaints of readers by mailbox provider',
      complaints.map(({ provider, channel, count }) => [{ provider, channel }, count]),
    ),
    ...counter(
      'pressrun_unsubscribes',
      'Unsubscribes by where they came from',
      unsubscribes.map(({ source, count }) => [{ source }, count]),
    ),
    ...counter(
      'pressrun_hook_events',
      'Events of webhooks by what became of them',
      feedback
        .hookTally()
        .filter((tally) => !refused.includes(tally))
        .map(({ service, result, count }) => [{ service, result }, count]),
    ),
    ...counter(
      'pressrun_hook_refusals',
      'Requests to webhooks that were not believed, by reason',
      refused.map(({ service, result, count }) => [{ service, reason: result.slice('refused-'.length) }, count]),
    ),
    ...gauge(
      'pressrun_feedback_alarms',
      'Lines that the issues of the last three days passed: hard bounces, complaints, blocks of a provider',
      alarms.map(({ issueId, kind, provider, count, mails }) => [{ issue: issueId, kind, provider }, count / mails]),
    ),
  ];
}
