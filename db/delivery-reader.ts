import { DELIVERY_STATES, type DeliveryCounts, type DeliveryState } from '../src/delivery/delivery.js';
import type {
  BreakdownRow,
  DeliveryQuery,
  DeliveryRow,
  DeliveryStore,
  DueBatch,
  RelayRow,
} from '../src/delivery/delivery-store.js';
import { createPaceBook } from './delivery-pace.js';
import type { Db } from './open.js';

type ReadMethods = Pick<
  DeliveryStore,
  'dueBatches' | 'urgentBatches' | 'counts' | 'settledSince' | 'list' | 'breakdown' | 'byRelay'
>;

/** Asks each batch of a sending issue for one due row: reading all due rows would cost 10 ms per 100,000 readers. */
const dueBatches = (issues: string) => `
  WITH RECURSIVE batches(issue_id, kind, started_at, batch, last) AS (
    SELECT id, kind, started_at, 0, coalesce(batch_count, 0) FROM issues WHERE ${issues}
    UNION ALL
    SELECT issue_id, kind, started_at, batch + 1, last FROM batches WHERE batch < last
  )
  SELECT b.issue_id AS issueId, b.batch FROM batches b
  WHERE EXISTS (
    SELECT 1 FROM deliveries d INDEXED BY deliveries_due
    WHERE d.issue_id = b.issue_id AND d.batch = b.batch AND d.state IN ('pending', 'deferred') AND d.next_at <= @now
  )
  ORDER BY b.kind = 'urgent' DESC, b.started_at, b.batch LIMIT @limit`;

/** Read again after each. */
const URGENT_LIMIT = 10;

const listFrom = (source: string, condition: string) => `
  SELECT d.subscriber_id AS subscriberId, s.email, d.state, d.attempt, d.reason, d.code, d.enhanced, d.reply,
    d.next_at AS nextAt, d.accepted_at AS acceptedAt, (SELECT name FROM relays WHERE id = d.relay) AS relay
  FROM ${source} JOIN subscribers s ON s.id = d.subscriber_id
  WHERE d.issue_id = @issueId AND d.subscriber_id > @after AND ${condition}
  ORDER BY d.subscriber_id LIMIT @limit`;

const ANY_OF = `d.state IN (SELECT value FROM json_each(@states))`;

/** A partial index each, named because the planner would read a million accepted rows in order instead (measured: 0.3 s). */
const INDEXED: readonly {
  readonly index: string;
  readonly states: readonly DeliveryState[];
  readonly condition: string;
}[] = [
  {
    index: 'deliveries_missed',
    states: ['failed', 'skipped', 'held'],
    condition: `d.state IN ('failed', 'skipped', 'held')`,
  },
  { index: 'deliveries_in_doubt', states: ['in_doubt'], condition: `d.state = 'in_doubt'` },
  { index: 'deliveries_sending', states: ['sending'], condition: `d.state = 'sending'` },
  { index: 'deliveries_deferred', states: ['deferred'], condition: `d.state = 'deferred'` },
];

/** A mail the server took may still come back: the ledger's row stays accepted, and the reason says what the report said. */
const BREAKDOWN = `
  WITH came_back AS (
    SELECT subscriber_id, 'came-back-' || min(reason) AS reason FROM bounces
    WHERE issue_id = @issueId AND class IN ('hard', 'soft', 'complaint') GROUP BY subscriber_id
  )
  SELECT d.state, coalesce(d.reason, b.reason) AS reason,
    coalesce(substr(s.normalised_email, instr(s.normalised_email, '@') + 1), '') AS domain,
    count(*) AS count
  FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id
  LEFT JOIN came_back b ON b.subscriber_id = d.subscriber_id
  WHERE d.issue_id = @issueId GROUP BY 1, 2, 3 ORDER BY count DESC, 3, 1`;

const BY_RELAY = `
  SELECT r.name AS relay, c.state, c.count FROM (
    SELECT relay, state, count(*) AS count FROM deliveries WHERE issue_id = @issueId GROUP BY 1, 2
  ) c LEFT JOIN relays r ON r.id = c.relay ORDER BY 1 NULLS LAST, 2`;

/** What is asked of the ledger without changing it. */
export function createDeliveryReader({ db }: { db: Db }): ReadMethods {
  const due = db.sqlite.prepare<{ now: number; limit: number }, DueBatch>(dueBatches(`state = 'sending'`));
  const anyUrgent = db.sqlite.prepare(`SELECT 1 FROM issues WHERE state = 'sending' AND kind = 'urgent' LIMIT 1`);
  const urgent = db.sqlite.prepare<{ now: number; limit: number }, DueBatch>(
    dueBatches(`state = 'sending' AND kind = 'urgent'`),
  );
  const count = db.sqlite.prepare<[string], { state: DeliveryState; count: number }>(
    'SELECT state, count FROM delivery_counts WHERE issue_id = ?',
  );
  const pace = createPaceBook({ db });
  const list = createLister({ db });
  const breakdown = db.sqlite.prepare<{ issueId: string }, BreakdownRow>(BREAKDOWN);
  const relays = db.sqlite.prepare<[], number>('SELECT count(*) FROM relays').pluck();
  const byRelay = db.sqlite.prepare<{ issueId: string }, RelayRow>(BY_RELAY);
  return {
    dueBatches: async (now, limit) => due.all({ now, limit }),
    // Asked before every claim, and nearly always in vain.
    urgentBatches: async (now) => (anyUrgent.get() === undefined ? [] : urgent.all({ now, limit: URGENT_LIMIT })),
    counts: async (issueId) => {
      const counts = Object.fromEntries(DELIVERY_STATES.map((state) => [state, 0]));
      for (const row of count.all(issueId)) counts[row.state] = row.count;
      return counts as DeliveryCounts;
    },
    settledSince: async (issueId, since) => pace.settledSince(issueId, since),
    list: async (query) => list(query),
    breakdown: async (issueId) => breakdown.all({ issueId }),
    byRelay: async (issueId) => ((relays.get() ?? 0) > 1 ? byRelay.all({ issueId }) : []),
  };
}

interface ListValues {
  readonly issueId: string;
  readonly after: string;
  readonly states: string;
  readonly limit: number;
}

/** Each wanted index gives its first `limit` rows; the first of all of them are the page. */
function createLister({ db }: { db: Db }) {
  const prepare = (source: string, condition: string) =>
    db.sqlite.prepare<ListValues, DeliveryRow>(listFrom(source, condition));
  const indexed = INDEXED.map(({ index, states, condition }) => ({
    states,
    rows: prepare(`deliveries d INDEXED BY ${index}`, `${condition} AND ${ANY_OF}`),
  }));
  const any = prepare('deliveries d', ANY_OF);
  return ({ issueId, state = DELIVERY_STATES, after = '', limit }: DeliveryQuery): readonly DeliveryRow[] => {
    const states = typeof state === 'string' ? [state] : state;
    const values = { issueId, after, limit, states: JSON.stringify(states) };
    const covered = indexed.filter((index) => index.states.some((one) => states.includes(one)));
    if (states.some((one) => !indexed.some((index) => index.states.includes(one)))) return any.all(values);
    return covered
      .flatMap(({ rows }) => rows.all(values))
      .toSorted((a, b) => (a.subscriberId < b.subscriberId ? -1 : 1))
      .slice(0, limit);
  };
}
