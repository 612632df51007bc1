import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { addDeliveries, openDeliveryWorld, type DeliveryWorld } from '../delivery/delivery-world.js';
import { mailerTo, openTestSender } from '../delivery/test-sender.js';
import { DOUBT_WAIT, repair } from '../delivery/repair-round.js';
import { startFaultSink, type FaultSink } from '../support/fault-sink.js';
import type { SinkScript } from '../support/fault-sink-script.js';
import { waitFor } from '../support/wait-for.js';
import { startDoomedSender, type DoomedSender } from './doomed-sender.js';

/** Real: the sender is a process over two relays, killed; each relay writes down whose message it was given. */
const READERS = 12;

let world: DeliveryWorld;
let sinks: FaultSink[];
let doomed: DoomedSender | undefined;
beforeEach(async () => {
  world = await openDeliveryWorld({ readers: 0 });
  addDeliveries(world, world.issueId, READERS);
  sinks = [];
});
afterEach(async () => {
  doomed?.signal('SIGKILL');
  await doomed?.ended;
  for (const sink of sinks) await sink.close();
  world.remove();
});

async function openSinks(scriptOf: (index: number) => SinkScript = () => () => undefined): Promise<readonly number[]> {
  sinks = [await startFaultSink({ script: scriptOf(0) }), await startFaultSink({ script: scriptOf(1) })];
  return sinks.map(({ port }) => port);
}

const inState = async (state: 'accepted' | 'in_doubt') =>
  (await world.deliveries.list({ issueId: world.issueId, state, limit: READERS })).map(({ email, relay }) => ({
    relay,
    email,
  }));
/** As the relays have it; of a doubt that was sent again, the later. */
function inLogs() {
  const entries = sinks.flatMap(({ port, entries: logged }) =>
    logged().map(({ rcpt, dotAt }) => ({ rcpt, dotAt, relay: `127.0.0.1:${port}` })),
  );
  const last = new Map(entries.toSorted((a, b) => a.dotAt - b.dotAt).map(({ rcpt, relay }) => [rcpt, relay]));
  return [...last].map(([email, relay]) => ({ relay, email }));
}
const byName = (rows: readonly { email: string | null }[]) =>
  rows.toSorted((a, b) => ((a.email ?? '') < (b.email ?? '') ? -1 : 1));

test('an acceptance that only the journal knew has its relay, and what is sent later has its own', async () => {
  const ports = await openSinks();
  doomed = startDoomedSender(world, { port: ports, connections: 1, crashAt: 'before-report' });
  expect(await doomed.ended).toBe('SIGKILL');
  expect(await inState('accepted')).toEqual([]);
  await repair(world);
  const recovered = await inState('accepted');
  expect(recovered.length).toBeGreaterThan(0);
  expect(inLogs()).toEqual(expect.arrayContaining(recovered));

  world.clock.advance(DOUBT_WAIT + 1);
  await repair(world);
  const next = await openTestSender(world, mailerTo(ports, 'connections=1'));
  await next.sendBatch({ issueId: world.issueId, batch: 0 }, new AbortController().signal);
  await next.close();
  const accepted = await inState('accepted');
  expect(accepted).toHaveLength(READERS);
  expect(byName(accepted)).toEqual(byName(inLogs()));
});

test('what it had on the wire when it was killed is in doubt at the relay that holds it', async () => {
  const held = new Map<string, string>();
  const ports = await openSinks((index) => ({ point, rcpt }) => {
    if (point !== 'dot') return undefined;
    held.set(rcpt, `127.0.0.1:${sinks[index]?.port}`);
    return { do: 'stall' };
  });
  doomed = startDoomedSender(world, { port: ports, connections: 2 });
  await waitFor('a dot without an answer on each connection', () => held.size === 4);
  doomed.signal('SIGKILL');
  await doomed.ended;
  await repair(world);
  const doubts = await inState('in_doubt');
  expect(new Set(doubts.map(({ relay }) => relay)).size).toBe(2);
  expect(byName(doubts)).toEqual(byName([...held].map(([email, relay]) => ({ email, relay }))));
});
