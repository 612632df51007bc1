import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY } from '../../../src/kernel/clock.js';
import { orThrow } from '../../../src/kernel/refusal.js';
import { createTokens } from '../../../src/kernel/token.js';
import { READER } from './attacks.js';
import { openHookWorld, type HookWorld } from './hook-world.js';
import { SERVICES, serviceOf, type Sent, type Told } from './services.js';

/** Whose events nothing signs, so that our own token in them must do. */
const UNSIGNED = SERVICES.filter(({ covers }) => covers !== 'events').map(
  (service) => [service.name, service] as const,
);

let world: HookWorld;
beforeEach(async () => {
  world = await openHookWorld(Object.fromEntries(UNSIGNED.map(([name, { hook }]) => [name, hook])));
});
afterEach(async () => world.close());

const told = (change: Partial<Told> = {}): Told => ({
  kind: 'hard',
  id: 'event-1',
  recipient: READER,
  token: world.token,
  ...change,
});
const send = async (name: string, what: Told, ago = 0) =>
  world.post(name, serviceOf(name).request(what, { seconds: world.seconds() - ago }));
/** A token as another installation signs it. */
const foreign = () =>
  createTokens('another-secret-of-thirty-two-characters').sign('bounce', [world.issueId, world.subscriberId]);

describe.each(UNSIGNED)('a real body of %s is not taken for an altered one', (name) => {
  test.each(['READER@EXAMPLE.NET', ' Reader@Example.net '])('the recipient written as "%s"', async (recipient) => {
    expect(await send(name, told({ recipient }))).toMatchObject({ status: 200, body: { recorded: 1 } });
  });

  test('an address with an umlaut, handed back in either form', async () => {
    world.db.sqlite.prepare(`UPDATE subscribers SET normalised_email = 'leser@xn--mller-kva.example'`).run();
    const forms = ['leser@müller.example', 'Leser@xn--mller-kva.example'];
    for (const [index, recipient] of forms.entries())
      expect(await send(name, told({ recipient, id: `event-${index}` }))).toMatchObject({ body: { recorded: 1 } });
  });

  test('an erased reader: there is nothing to compare', async () => {
    orThrow(await world.subscribers.erase(world.tokens.sign('owner', [world.subscriberId, world.newId()])));
    expect(await send(name, told())).toMatchObject({ status: 200, body: { recorded: 1 } });
    expect(world.bounces()).toMatchObject([{ raw: null, domain: null }]);
  });

  test('a token in capitals', async () => {
    expect(await send(name, told({ token: world.token.toUpperCase() }))).toMatchObject({ body: { recorded: 1 } });
  });

  test('a mail without a token: the address must do', async () => {
    const { token: _, ...bare } = told();
    expect(await send(name, bare)).toMatchObject({ status: 200, body: { recorded: 1 } });
    expect(world.bounces()).toMatchObject([{ matched_by: 'address' }]);
  });
});

test.each(UNSIGNED)('%s: a mail of another installation is nobody’s business here', async (name) => {
  expect(await send(name, told({ token: foreign() }))).toMatchObject({ body: { code: 'hook.altered' } });
  expect(world.state()).toMatchObject({ bounces: [], suppressions: [] });
});

test('an id of another program in the field where Mailjet carries our token is no token', async () => {
  expect(await send('mailjet', told({ token: 'order-4711' }))).toMatchObject({ status: 200, body: { recorded: 1 } });
});

/** The events of several requests in one, as Mailjet and SparkPost group them. */
function batch(name: string, ...parts: readonly { what: Told; ago?: number }[]): Sent {
  const requests = parts.map(({ what, ago = 0 }) => serviceOf(name).request(what, { seconds: world.seconds() - ago }));
  const events = requests.flatMap(({ body }) => JSON.parse(body) as unknown[]);
  return { headers: requests[0]?.headers ?? {}, body: JSON.stringify(events) };
}

describe.each(['mailjet', 'sparkpost'])('a batch of %s', (name) => {
  test('with one altered event is refused as a whole', async () => {
    const altered = { what: told({ id: 'event-2', recipient: 'victim@example.net' }) };
    expect(await world.post(name, batch(name, { what: told() }, altered))).toMatchObject({
      status: 403,
      body: { code: 'hook.altered' },
    });
    expect(world.state()).toMatchObject({ bounces: [], suppressions: [] });
  });

  test('is taken without what another installation sent and what is too old', async () => {
    const others = [
      { what: told({ id: 'event-2', token: foreign() }) },
      { what: told({ id: 'event-3' }), ago: (3 * DAY) / 1000 + 1 },
      { what: told({ id: 'event-4' }), ago: (3 * DAY) / 1000 },
    ];
    const sent = batch(name, { what: told() }, ...others);
    expect(await world.post(name, sent)).toMatchObject({ status: 200, body: { recorded: 2, refused: 2 } });
    expect(await world.post(name, sent)).toMatchObject({ status: 409, body: { code: 'hook.replay' } });
  });
});

describe('the time of an event', () => {
  test.each([
    ['postmark', '"BouncedAt":"', '"BouncedAt":"x'],
    ['postmark', '"BouncedAt"', '"Bounced"'],
    ['mailjet', '"time":', '"times":'],
    ['sparkpost', '"timestamp":"', '"timestamp":"-'],
  ])('%s always tells it: %s as %s is too old', async (name, from, to) => {
    const sent = serviceOf(name).request(told(), { seconds: world.seconds() });
    const answer = await world.post(name, { ...sent, body: sent.body.replace(from, to) });
    expect(answer).toMatchObject({ status: 403, body: { code: 'hook.timestamp' } });
    expect(world.state()).toMatchObject({ bounces: [], suppressions: [] });
  });

  test('Postmark’s sample of years ago is about nobody and welcome: a test must not fail', async () => {
    const sample = { ...told({ recipient: 'john@example.com' }), kind: 'hard' } as const;
    const { token: _, ...bare } = sample;
    expect(await send('postmark', bare, 2_000 * 86_400)).toMatchObject({ status: 200, body: { unmatched: 1 } });
  });
});
