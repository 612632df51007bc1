import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/kernel/clock.js';
import { orThrow } from '../../src/kernel/refusal.js';
import { openSubscribersWorld, visitor, type SubscribersWorld } from './world.js';

let world: SubscribersWorld;
beforeEach(async () => {
  world = await openSubscribersWorld({ latestIssue: { subject: 'Fog lifts', url: 'https://news.example/archive/1' } });
  orThrow(await world.room.subscribe({ email: 'ana@example.org', newsletters: ['daily'] }, visitor()));
});
afterEach(() => world.remove());

describe('a confirmation', () => {
  test('makes the reader active, keeps the proof and welcomes once', async () => {
    const { room, confirmToken, clock, daily, letters } = world;
    clock.advance(DAY);
    const token = confirmToken();
    expect(orThrow(await room.viewConfirmation(token))).toMatchObject({ newsletterIds: [daily.id], used: false });
    const at = clock.now();
    expect(orThrow(await room.confirm(token, visitor({ ip: '192.0.2.1' }))).first).toBe(true);
    const record = orThrow(await room.lookUp('ana@example.org'));
    expect(record.subscriptions).toMatchObject([{ state: 'active', activatedAt: at }]);
    expect(record.consents.at(-1)).toMatchObject({ action: 'confirm', ip: '192.0.2.1', at });
    expect(letters('welcome')).toMatchObject([
      {
        recipient: 'ana@example.org',
        dedupeKey: `welcome:${record.subscriber.id}:${daily.id}`,
        payload: { newsletterId: daily.id, latestIssue: { subject: 'Fog lifts' } },
      },
    ]);
  });

  test('by a second click is no fault, changes nothing and welcomes nobody', async () => {
    const { room, confirmToken, letters, rung } = world;
    const token = confirmToken();
    orThrow(await room.confirm(token, visitor()));
    const rings = rung.length;
    expect(orThrow(await room.confirm(token, visitor())).first).toBe(false);
    expect(orThrow(await room.viewConfirmation(token)).used).toBe(true);
    expect(letters('welcome')).toHaveLength(1);
    expect(rung).toHaveLength(rings);
  });

  test('after seven days is refused in words', async () => {
    const { room, confirmToken, clock, states } = world;
    const token = confirmToken();
    clock.advance(7 * DAY);
    expect(await room.confirm(token, visitor())).toMatchObject({ refusal: { code: 'confirmation.expired' } });
    expect(await states('ana@example.org')).toEqual({ daily: 'pending' });
  });

  test('does not bring back who unsubscribed in between', async () => {
    const { room, confirmToken, tokens, daily, states } = world;
    const { subscriber } = orThrow(await room.lookUp('ana@example.org'));
    orThrow(await room.unsubscribe(tokens.sign('unsubscribe', [subscriber.id, daily.id]), visitor()));
    orThrow(await room.confirm(confirmToken(), visitor()));
    expect(await states('ana@example.org')).toEqual({ daily: 'unsubscribed' });
  });

  test('of an address suppressed in between sends no welcome', async () => {
    const { room, confirmToken, letters } = world;
    orThrow(await room.suppress({ address: 'ana@example.org', reason: 'complaint' }, 'api'));
    orThrow(await room.confirm(confirmToken(), visitor()));
    expect(letters('welcome')).toEqual([]);
  });

  test('needs every character of its token, signed for this purpose', async () => {
    const { room, confirmToken, tokens, letters } = world;
    const token = confirmToken();
    const id = letters('confirm')[0]?.payload.confirmationId ?? '';
    const forged = Array.from(
      token,
      (char, at) => token.slice(0, at) + (char === '0' ? '1' : '0') + token.slice(at + 1),
    );
    const others = [tokens.sign('unsubscribe', [id]), tokens.sign('form', [id]), '', 'x', `${token}0`, token.slice(1)];
    for (const wrong of [...forged, ...others]) {
      expect(await room.confirm(wrong, visitor())).toMatchObject({ refusal: { kind: 'unknown' } });
    }
  });
});
