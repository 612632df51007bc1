import type { RaisedAlarm } from '../../feedback/numbers/numbers-store.js';
import type { FeedbackSummary } from '../../feedback/numbers/summarise.js';
import type { Newsletter } from '../../newsletters/newsletter.js';
import type { LeavingCounts } from '../../subscribers/room.js';
import { isoTime } from './iso-time.js';

/** What came back, as JSON: counts by class in total, by day, by mailbox provider and by reason. */
export const presentFeedback = ({ total, days, providers, reasons, channels }: FeedbackSummary) => ({
  total,
  days,
  providers,
  reasons,
  channels,
});

export const presentAlarm = ({ issueId, subject, kind, provider, count, mails, at }: RaisedAlarm) => ({
  issue: issueId,
  subject,
  kind,
  provider: provider || null,
  count,
  mails,
  at: isoTime(at),
});

/** Why readers left, by newsletter. */
export const presentLeaving = (leaving: readonly LeavingCounts[], newsletters: readonly Newsletter[]) =>
  leaving.map(({ newsletterId, counts, total }) => ({
    newsletter: newsletters.find(({ id }) => id === newsletterId)?.slug ?? newsletterId,
    total,
    reasons: counts,
  }));
