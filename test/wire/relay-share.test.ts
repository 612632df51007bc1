import { describe, expect, test } from '@jest/globals';
import { parseRelays, type Relay } from '../../src/adapters/smtp/relay-url.js';
import { relayShare, type Role } from '../../src/wire/relay-share.js';

const relay = (query: string): Relay => {
  const parsed = parseRelays(`smtp://mail.example.org?${query}`);
  const [first] = 'relays' in parsed ? parsed.relays : [];
  if (first === undefined) throw new Error('wrong relay URL');
  return first;
};
const others: readonly Role[] = ['worker', 'web', 'cli'];
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

describe('what a relay allows is divided', () => {
  test.each([
    [20, 1],
    [20, 2],
    [20, 4],
    [500, 8],
    [10, 3],
    [7, 4],
    [4, 1],
  ])('so that %i connections are not exceeded by %i senders and all other processes', (connections, senders) => {
    const whole = relay(`connections=${connections}&rate=50`);
    const of = (role: Role) => relayShare(whole, role, senders);
    const all = [...others, ...Array.from({ length: senders }, () => 'sender' as const)].map(of);
    expect(sum(all.map((share) => share.connections))).toBeLessThanOrEqual(connections);
    for (const share of all) expect(share.connections).toBeGreaterThanOrEqual(1);
  });

  test('with most of it for the senders', () => {
    const whole = relay('connections=20&rate=50');
    expect(relayShare(whole, 'sender', 3)).toMatchObject({ connections: 5 });
    expect(relayShare(whole, 'worker', 3)).toMatchObject({ connections: 2 });
    expect(relayShare(whole, 'web', 3)).toMatchObject({ connections: 2 });
  });

  test('and everybody keeps one connection where there are too few', () => {
    const whole = relay('connections=1&rate=0.01');
    for (const role of [...others, 'sender'] as const) expect(relayShare(whole, role, 4).connections).toBe(1);
  });

  test('and its rates are left whole, because the database hands them out', () => {
    const whole = relay('connections=20&rate=50&hourly=1000&weight=3');
    expect(relayShare(whole, 'worker', 2)).toEqual({ ...whole, connections: 2 });
    expect(relayShare(whole, 'sender', 2)).toEqual({ ...whole, connections: 7 });
  });
});
