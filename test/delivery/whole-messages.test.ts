import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { createDkimSigner } from '../../src/adapters/dkim.js';
import { startFaultSink, type FaultSink } from '../support/fault-sink.js';
import { faultShare, firstOf } from '../support/fault-sink-script.js';
import { addDeliveries, openDeliveryWorld, type DeliveryWorld } from './delivery-world.js';
import { mailerTo, openTestSender } from './test-sender.js';

/** Messages are put together in memory that is used again: what a server reads must be one reader's message throughout. */
const READERS = 300;
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const resolver = async () => Promise.resolve([[`v=DKIM1; k=rsa; p=${key}`]]);
const signer = createDkimSigner([
  {
    domain: 'lantern.example',
    selector: 'press',
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  },
]);

let world: DeliveryWorld;
let sink: FaultSink | undefined;
beforeEach(async () => {
  world = await openDeliveryWorld({ readers: 0 });
});
afterEach(async () => {
  await sink?.close();
  world.remove();
});

test.each([
  ['after DATA', false],
  ['in chunks', true],
])('every message that was read %s is whole, whatever is cut beside it', async (_, chunking) => {
  const script = firstOf(
    faultShare('mid-body', { do: 'rst' }, { share: 0.03, seed: 5 }),
    faultShare('dot', { do: 'fin' }, { share: 0.02, seed: 6 }),
    faultShare('rcpt', { do: 'reply', line: '550 5.7.1 Not now' }, { share: 0.03, seed: 7 }),
  );
  sink = await startFaultSink({ script, chunking, keepMessages: true });
  const sender = await openTestSender({ ...world, press: { ...world.press, signer } }, mailerTo(sink.port));
  addDeliveries(world, world.issueId, READERS);
  await sender.sendBatch({ issueId: world.issueId, batch: 0 }, new AbortController().signal);
  await sender.close();
  const messages = sink.messages();
  expect(messages.length).toBeGreaterThan(READERS / 2);
  for (const { rcpt, raw } of messages) {
    expect(raw.toString('latin1')).toContain(`\r\nTo: ${rcpt}\r\n`);
    const { results } = await dkimVerify(raw, { resolver });
    expect({ rcpt, result: results[0]?.status.result }).toEqual({ rcpt, result: 'pass' });
  }
});
