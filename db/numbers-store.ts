import type {
  DomainCount,
  FeedbackRow,
  FeedbackTotal,
  NumbersStore,
  RaisedAlarm,
  WatchedIssue,
} from '../src/feedback/numbers/numbers-store.js';
import { LEAVING_ACTS } from './consent-log.js';
import type { Db } from './open.js';

const ROWS = `
  SELECT issue_id AS issueId, strftime('%Y-%m-%d', at / 1000, 'unixepoch') AS day, domain, channel, class, reason,
    count(*) AS count
  FROM bounces`;
const GROUPED = 'GROUP BY 1, 2, 3, 4, 5, 6';

/** What came back, counted. */
export function createNumbersStore({ db }: { db: Db }): NumbersStore {
  const { sqlite } = db;
  const ofIssue = sqlite.prepare<{ issueId: string }, FeedbackRow>(`${ROWS} WHERE issue_id = @issueId ${GROUPED}`);
  const between = sqlite.prepare<{ from: number; to: number }, FeedbackRow>(
    `${ROWS} WHERE at >= @from AND at < @to ${GROUPED}`,
  );
  const totals = sqlite.prepare<[], FeedbackTotal>(
    'SELECT class, domain, channel, count(*) AS count FROM bounces GROUP BY class, domain, channel',
  );
  const unsubscribes = sqlite.prepare<[], { source: string; count: number }>(
    `SELECT source, count(*) AS count FROM consents WHERE action IN (${LEAVING_ACTS}) GROUP BY source`,
  );
  const issues = sqlite.prepare<[number], WatchedIssue>(
    `SELECT i.id, i.subject, coalesce(sum(c.count), 0) AS mails
       FROM issues i LEFT JOIN delivery_counts c ON c.issue_id = i.id AND c.state IN ('accepted', 'failed')
      WHERE i.started_at >= ? GROUP BY i.id`,
  );
  const mailsTo = sqlite.prepare<[string, string, number], number>(
    `SELECT count(*) FROM (SELECT 1 FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id
      WHERE d.issue_id = ? AND d.state IN ('accepted', 'failed')
        AND substr(s.normalised_email, instr(s.normalised_email, '@') + 1) IN (SELECT value FROM json_each(?))
      LIMIT ?)`,
  );
  const raised = sqlite.prepare<[string], Pick<RaisedAlarm, 'kind' | 'provider'>>(
    'SELECT kind, provider FROM feedback_alarms WHERE issue_id = ?',
  );
  const refusals = sqlite.prepare<[string, string], DomainCount>(
    `SELECT substr(s.normalised_email, instr(s.normalised_email, '@') + 1) AS domain, count(*) AS count
       FROM deliveries d INDEXED BY deliveries_missed JOIN subscribers s ON s.id = d.subscriber_id
      WHERE d.issue_id = ? AND d.state IN ('failed', 'skipped', 'held') AND d.state = 'failed' AND d.reason IN (SELECT value FROM json_each(?))
        AND s.normalised_email IS NOT NULL
      GROUP BY 1`,
  );
  const raise = sqlite.prepare(
    `INSERT INTO feedback_alarms (issue_id, kind, provider, count, mails, at)
     VALUES (@issueId, @kind, @provider, @count, @mails, @at) ON CONFLICT (issue_id, kind, provider) DO NOTHING`,
  );
  const alarms = sqlite.prepare<[number], RaisedAlarm>(
    `SELECT a.issue_id AS issueId, a.kind, a.provider, a.count, a.mails, a.at, i.subject
       FROM feedback_alarms a JOIN issues i ON i.id = a.issue_id WHERE a.at >= ? ORDER BY a.at DESC, a.kind`,
  );
  return {
    rows: async (query) => ('issueId' in query ? ofIssue.all(query) : between.all(query)),
    totals: async () => totals.all(),
    unsubscribes: async () => unsubscribes.all(),
    issuesSince: async (startedAt) => issues.all(startedAt),
    mailsTo: async (issueId, domains, most) => mailsTo.pluck().get(issueId, JSON.stringify(domains), most) as number,
    raised: async (issueId) => raised.all(issueId),
    refusals: async (issueId, reasons) => refusals.all(issueId, JSON.stringify(reasons)),
    raise: async (alarm, at) => db.write(() => raise.run({ ...alarm, at }).changes > 0),
    alarmsSince: async (at) => alarms.all(at),
  };
}
