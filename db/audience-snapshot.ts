import type Database from 'better-sqlite3';
import { setImmediate } from 'node:timers/promises';
import type { AudienceRow, AudienceSnapshot, WantedReaders } from '../src/issues/issue-store.js';

/** A candidate holds the newsletter; the exclusion says why no delivery is prepared for them. */
const CANDIDATES = `SELECT count(*) FROM subscriptions WHERE newsletter_id = ? AND state IN ('active', 'paused')`;

/** Most readers chose no topics, and for them nothing more is looked at. */
const OFF_TOPIC = `
  coalesce(sn.topics, '[]') <> '[]' AND @printed IS NOT NULL
  AND EXISTS (SELECT 1 FROM json_each(sn.topics) t WHERE t.value IN (SELECT value FROM json_each(@sections)))
  AND NOT EXISTS (SELECT 1 FROM json_each(sn.topics) t WHERE t.value IN (SELECT value FROM json_each(@printed)))`;

/** One state at a time: over two the index gives no order, and every page would sort all readers. */
const PAGE = `
  SELECT sn.subscriber_id AS subscriberId,
    CASE WHEN s.email IS NULL THEN 'erased' WHEN x.address_hash IS NOT NULL THEN 'suppressed'
         WHEN sn.state = 'paused' THEN 'paused'
         WHEN sn.frequency NOT IN (SELECT value FROM json_each(@frequencies)) THEN 'frequency'
         WHEN ${OFF_TOPIC} THEN 'topics' END AS exclusion
  FROM subscriptions sn JOIN subscribers s ON s.id = sn.subscriber_id
  LEFT JOIN suppressions x ON x.address_hash = s.address_hash
  WHERE sn.newsletter_id = @newsletterId AND sn.state = @state AND sn.subscriber_id > @after
  ORDER BY sn.subscriber_id LIMIT @limit`;

interface PageQuery {
  readonly newsletterId: string;
  readonly state: string;
  readonly after: string;
  readonly limit: number;
  readonly frequencies: string;
  readonly sections: string;
  readonly printed: string | null;
}

/** A read transaction on a connection of its own: in WAL mode it sees one instant and stops no writer. */
export function openSnapshot(reader: Database.Database, newsletterId: string, wanted: WantedReaders): AudienceSnapshot {
  reader.exec('BEGIN');
  const candidates = reader.prepare(CANDIDATES).pluck().get(newsletterId) as number;
  const page = reader.prepare<PageQuery, AudienceRow>(PAGE);
  const query = {
    newsletterId,
    frequencies: JSON.stringify(wanted.frequencies),
    sections: JSON.stringify(wanted.sections),
    printed: wanted.printed && JSON.stringify(wanted.printed),
  };
  return {
    candidates,
    async *pages(limit) {
      for (const state of ['active', 'paused']) {
        let rows = page.all({ ...query, state, after: '', limit });
        while (rows.length > 0) {
          yield rows;
          await setImmediate();
          rows = page.all({ ...query, state, after: rows.at(-1)?.subscriberId ?? '', limit });
        }
      }
    },
    close: () => reader.close(),
  };
}
