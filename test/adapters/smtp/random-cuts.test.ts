import { afterEach, describe, expect, test } from '@jest/globals';
import { parseRelays } from '../../../src/adapters/smtp/relay-url.js';
import { createSmtpMailer } from '../../../src/adapters/smtp/smtp-mailer.js';
import { silentLogger } from '../../support/determinism.js';
import { startFaultSink } from '../../support/fault-sink.js';
import { faultShare, firstOf, SINK_POINTS } from '../../support/fault-sink-script.js';
import { sendAll } from './smtp-world.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

const MESSAGES = 400;

describe('400 messages over connections that are cut everywhere', () => {
  test.each([
    [1, false],
    [2, false],
    [3, false],
    [4, false],
    [5, true],
    [6, true],
    [7, true],
    [8, true],
  ])('have one true outcome each (seed %i, in chunks: %s)', async (seed, chunking) => {
    const cuts = SINK_POINTS.flatMap((point, i) =>
      (['fin', 'rst'] as const).map((how, j) =>
        faultShare(point, { do: how }, { share: 0.02, seed: seed * 100 + i * 2 + j }),
      ),
    );
    const refusal = faultShare('rcpt', { do: 'reply', line: '450 4.2.1 later' }, { share: 0.05, seed });
    const closing = faultShare('mail', { do: 'reply', line: '421 4.3.2 closing' }, { share: 0.02, seed });
    const sink = await startFaultSink({ script: firstOf(...cuts, refusal, closing), chunking });
    const parsed = parseRelays(`smtp://127.0.0.1:${sink.port}?connections=5`);
    const relay = 'relays' in parsed ? parsed.relays[0] : undefined;
    if (relay === undefined) throw new Error('wrong relay URL');
    const mailer = createSmtpMailer(relay, {
      logger: silentLogger,
      timing: { beforeDot: 5_000, messagesPerConnection: 20, farAway: 0 },
    });
    open.push(sink, mailer);

    const sent = await sendAll(
      mailer,
      Array.from({ length: MESSAGES }, (_, i) => `r${i}@example.org`),
    );
    const dotted = sink.entries().map(({ rcpt }) => rcpt);
    for (const { to, outcome, begun } of sent) {
      const dots = dotted.filter((rcpt) => rcpt === to).length;
      if (!chunking) expect(begun).toBeLessThanOrEqual(1);
      expect(dots).toBeLessThanOrEqual(Math.min(begun, 1));
      if (outcome.kind === 'accepted') expect(dots).toBe(1);
      else if (outcome.kind === 'refused') {
        // With chunks the body has left before the refusal is heard.
        if (!chunking) expect(begun).toBe(0);
        expect(dots).toBe(0);
      } else if (dots === 1) expect(outcome).toMatchObject({ kind: 'broken', dotWritten: true });
    }
    expect(sent.filter(({ outcome }) => outcome.kind === 'accepted').length).toBeGreaterThan(MESSAGES / 2);
  });
});
