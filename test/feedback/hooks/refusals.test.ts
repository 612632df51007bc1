import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSesHook } from '../../../src/feedback/hooks/ses.js';
import { orThrow } from '../../../src/kernel/refusal.js';
import { databaseHash } from '../../support/database-hash.js';
import { ATTACKED, VICTIM, type AttackedWorld, type AttackName } from './attacks.js';
import { openHookWorld, type HookWorld } from './hook-world.js';
import { SERVICES } from './services.js';
import { CERTIFICATE, HOST, snsCertificate, TOPIC } from './sns-sender.js';

let canary: Server;
let port: number;
/** Connections that reached the canary, whatever was said over them. */
let calls = 0;
beforeAll(async () => {
  canary = createServer((_req, res) => void res.end('tweet'));
  canary.on('connection', () => (calls += 1));
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  port = (canary.address() as AddressInfo).port;
});
afterAll(async () => new Promise((resolve) => canary.close(resolve)));

let world: AttackedWorld;
/** What was asked of the network besides the certificate. */
let asked: string[];
beforeEach(async () => {
  asked = [];
  const ses = createSesHook({ topics: [TOPIC], fetchText });
  const readers = Object.fromEntries(SERVICES.map(({ name, hook }) => [name, hook]));
  const opened = await openHookWorld({ ses, ...readers });
  world = { ...opened, victimToken: await addVictim(opened) };
});
afterEach(async () => {
  await world.close();
  expect({ asked, calls }).toEqual({ asked: [], calls: 0 });
});

/** Amazon answers under its own name; every other name of this world leads to the canary. */
async function fetchText(url: string): Promise<string> {
  if (url === CERTIFICATE) return snsCertificate(world.clock.now());
  asked.push(url);
  if (new URL(url).origin === HOST) return '<ConfirmSubscriptionResponse/>';
  return (await fetch(`http://127.0.0.1:${port}/`)).text();
}

async function addVictim({ subscribers, clock, tokens, issueId }: HookWorld): Promise<string> {
  const consent = { text: 'I want it', at: clock.now() - 1_000 };
  const wish = { email: VICTIM, newsletters: ['daily'], consent, confirmed: true } as const;
  const { subscriber } = orThrow(await subscribers.addConfirmed(wish, { ip: null, userAgent: null, source: 'api' }));
  return tokens.sign('bounce', [issueId, subscriber.id]);
}

describe.each(ATTACKED.map((service) => [service.name, service] as const))('%s', (name, service) => {
  test('a real body is taken, and the same request again is refused', async () => {
    const sent = service.genuine(world);
    expect(await world.post(name, sent)).toMatchObject({ status: 200, body: { recorded: 1 } });
    const before = databaseHash(world.db);
    for (const again of [1, 2]) {
      const { status, body } = await world.post(name, sent);
      expect({ again, status, code: body['code'] }).toEqual({ again, ...service.replay });
    }
    expect(databaseHash(world.db)).toBe(before);
  });

  test.each(service.attacks.map((attack) => [attack.attack, attack.way, attack] as const))(
    '%s, %s: refused, and the real body is taken afterwards',
    async (_name, _way, attack) => {
      const before = databaseHash(world.db);
      const { status, body } = await world.post(name, attack.sent(world, port));
      expect({ status, code: body['code'] }).toEqual({ status: attack.status, code: attack.code });
      expect(databaseHash(world.db)).toBe(before);
      expect(await world.post(name, service.genuine(world))).toMatchObject({ status: 200, body: { recorded: 1 } });
    },
  );
});

test('every service withstands every attack that exists for it', () => {
  const all: readonly AttackName[] = ['altered body', 'wrong key', 'old timestamp'];
  const tried = ATTACKED.map(({ name, attacks }) => [name, new Set(attacks.map(({ attack }) => attack))]);
  expect(Object.fromEntries(tried)).toEqual({
    ...Object.fromEntries(SERVICES.map(({ name }) => [name, new Set(all)])),
    ses: new Set<AttackName>([...all, 'wrong certificate host', 'unknown topic']),
  });
});
