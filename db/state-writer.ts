import type { ConsentProof } from '../src/subscribers/consent-proof.js';
import type { StateChange, Wish } from '../src/subscribers/subscriber-store.js';
import type { ConsentLog } from './consent-log.js';
import type { Db } from './open.js';

/** What a reader does of their own will, and may take back. */
const OWN_ACTS: ReadonlySet<string> = new Set(['unsubscribe', 'one-click', 'preferences']);

/** Whether there is a reader who is not erased. */
const isKnown = (db: Db, subscriberId: string): boolean =>
  db.sqlite.prepare(`SELECT 1 FROM subscribers WHERE id = ? AND erased_at IS NULL`).get(subscriberId) !== undefined;

/** A state is written where it differs; a reader who never had the newsletter gets a row only by becoming active. */
export function createStateWriter(db: Db, log: ConsentLog): (change: StateChange) => readonly string[] {
  const update = db.sqlite.prepare(
    `UPDATE subscriptions SET state = @state, changed_at = @at, told_why = 0,
       paused_until = CASE WHEN @state = 'unsubscribed' THEN paused_until ELSE @pausedUntil END,
       activated_at = CASE WHEN @state = 'active' AND state != 'paused' THEN @at ELSE activated_at END,
       left_at = CASE WHEN @state = 'unsubscribed' AND @isOwnAct AND state IN ('active', 'paused') THEN @at END
     WHERE subscriber_id = @subscriberId AND newsletter_id = @newsletterId
       AND (state != @state OR (@state != 'unsubscribed' AND paused_until IS NOT @pausedUntil))`,
  );
  const insert = db.sqlite.prepare(
    `INSERT INTO subscriptions (subscriber_id, newsletter_id, state, paused_until, topics, activated_at, changed_at)
     VALUES (@subscriberId, @newsletterId, @state, @pausedUntil, '[]', @at, @at) ON CONFLICT DO NOTHING`,
  );
  return ({ subscriberId, states, action, proof }) => {
    if (!isKnown(db, subscriberId)) return [];
    const isOwnAct = OWN_ACTS.has(action) ? 1 : 0;
    const changed = states.filter(({ newsletterId, state, pausedUntil = null }) => {
      const row = { subscriberId, newsletterId, state, pausedUntil, at: proof.at };
      if (update.run({ ...row, isOwnAct }).changes === 1) return true;
      return (state === 'active' || state === 'paused') && insert.run(row).changes === 1;
    });
    for (const { newsletterId, state } of changed) {
      const entry = action === 'preferences' ? `preferences:${state}` : action;
      log.append({ subscriberId, newsletterId, action: entry, proof, storedAt: proof.at });
    }
    return changed.map((state) => state.newsletterId);
  };
}

/** See SubscriberStore.undoLeaving. Who was made to leave since by a complaint, or signed up anew, is left alone. */
export function createUndo(db: Db, log: ConsentLog) {
  const update = db.sqlite.prepare<{ subscriberId: string; leftAt: number; at: number }, { newsletterId: string }>(
    `UPDATE subscriptions SET left_at = NULL, changed_at = @at,
       state = CASE WHEN paused_until > @at THEN 'paused' ELSE 'active' END,
       paused_until = CASE WHEN paused_until > @at THEN paused_until END
     WHERE subscriber_id = @subscriberId AND state = 'unsubscribed' AND left_at = @leftAt AND changed_at = @leftAt
     RETURNING newsletter_id AS newsletterId`,
  );
  return ({ subscriberId, leftAt, proof }: { subscriberId: string; leftAt: number; proof: ConsentProof }): boolean => {
    const back = update.all({ subscriberId, leftAt, at: proof.at });
    for (const { newsletterId } of back)
      log.append({ subscriberId, newsletterId, action: 'undo', proof, storedAt: proof.at });
    return back.length > 0;
  };
}

/** How a reader wants a newsletter; `changed_at` is about the state and stays. */
export function createWishWriter({ sqlite }: Db) {
  const update = sqlite.prepare(
    `UPDATE subscriptions SET frequency = coalesce(@frequency, frequency), topics = coalesce(@topics, topics)
     WHERE subscriber_id = @subscriberId AND newsletter_id = @newsletterId`,
  );
  return (subscriberId: string, { newsletterId, frequency, topics }: Wish): void =>
    void update.run({
      subscriberId,
      newsletterId,
      frequency: frequency ?? null,
      topics: topics === undefined ? null : JSON.stringify(topics),
    });
}
