import { DAY } from '../../../../src/kernel/clock.js';
import type { Address, Addresses } from './addresses.js';
import type { LinkHouse } from './link-house.js';

/** A hub may change something by GET (WebSub 5.3), when it knows address, topic and what it was asked; nobody else. */
export async function hubAddresses({ hubs, daily, db, newId, clock }: LinkHouse): Promise<Addresses> {
  const [sourceId, at] = [newId(), clock.now()];
  const [token, topic] = ['k'.repeat(32), 'https://tern.example/feed'];
  const insert =
    'INSERT INTO sources (id, newsletter_id, url, kind, next_fetch_at, created_at) VALUES (?, ?, ?, ?, ?, ?)';
  db.sqlite.prepare(insert).run(sourceId, daily.id, topic, 'feed', at, at);
  await hubs.save({
    sourceId,
    token,
    topic,
    secret: 's',
    hub: 'https://hub.example',
    state: 'active',
    asked: 0,
    askedAt: at,
    leaseUntil: at + DAY,
    renewAt: at + DAY,
    lastError: null,
    lastPushAt: null,
  });
  const ask = (what: string, query: Record<string, string>): Address => {
    const named = Object.entries(query).map(([name, value]): [string, string] => [`hub.${name}`, value]);
    return { what, path: `/hooks/websub/${token}?${new URLSearchParams(named).toString()}`, status: 404 };
  };
  return {
    '/hooks/websub/:token': [
      ask('without a question', {}),
      ask('about another topic', { mode: 'subscribe', topic: 'https://tern.example/other', challenge: 'c' }),
      ask('to deny another topic', { mode: 'denied', topic: 'https://tern.example/other' }),
      ask('without a challenge', { mode: 'subscribe', topic }),
      ask('to end it', { mode: 'unsubscribe', topic, challenge: 'c' }),
      ask('with garbage', { mode: '%00', topic: '\u{1f980}', challenge: 'x'.repeat(3_000), lease_seconds: '-1' }),
      { what: 'of nothing', path: `/hooks/websub/${'z'.repeat(32)}`, status: 404 },
    ],
  };
}
