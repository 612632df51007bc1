import { afterEach, describe, expect, test } from '@jest/globals';
import { parseRelays, type Relay } from '../../src/adapters/smtp/relay-url.js';
import { createSmtpMailer } from '../../src/adapters/smtp/smtp-mailer.js';
import type { SmtpTiming } from '../../src/adapters/smtp/timing.js';
import type { Mailer, OutgoingMessage } from '../../src/delivery/mailer.js';
import { startFaultSink, type FaultSink, type FaultSinkOptions } from '../support/fault-sink.js';
import { faultAt, type SinkPoint } from '../support/fault-sink-script.js';
import { silentLogger } from '../support/determinism.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

const QUICK = { beforeDot: 2_000, afterDot: 2_000, idle: 5_000 };

async function connect(sinkOptions: FaultSinkOptions = {}, query = '', timing: Partial<SmtpTiming> = QUICK) {
  const sink = await startFaultSink(sinkOptions);
  const mailer = createSmtpMailer(relayTo(sink, query), { logger: silentLogger, timing });
  open.push(sink, mailer);
  return { sink, mailer };
}

function relayTo(sink: Pick<FaultSink, 'port'>, query = '', login = ''): Relay {
  const parsed = parseRelays(`smtp://${login}127.0.0.1:${sink.port}?${query}`);
  const relay = 'relays' in parsed ? parsed.relays[0] : undefined;
  if (relay === undefined) throw new Error('wrong relay URL');
  return relay;
}

const message = (to = 'reader@example.org', body = 'Good morning.'): OutgoingMessage => ({
  envelopeFrom: 'b-1@bounce.example',
  envelopeTo: to,
  bytes: Buffer.from(`Message-ID: <1@example.org>\r\nSubject: News\r\n\r\n${body}\r\n.dot first\r\n`),
});

/** Sends and tells whether `beforeBody` ran. */
async function sendOne(mailer: Mailer, to?: string, body?: string) {
  let begun = 0;
  const outcome = await mailer.send(message(to, body), () => {
    begun += 1;
  });
  return { outcome, begun };
}

describe('a message that goes through', () => {
  test('is accepted with the server reply, byte for byte, after beforeBody ran once', async () => {
    const { sink, mailer } = await connect({ keepMessages: true });
    const { outcome, begun } = await sendOne(mailer);
    expect(outcome).toEqual({ kind: 'accepted', code: 250, reply: '250 2.0.0 taken as 1.1' });
    expect(begun).toBe(1);
    expect(sink.messages()[0]?.raw.toString()).toBe(Buffer.from(message().bytes).toString());
    expect(sink.entries()[0]).toMatchObject({ rcpt: 'reader@example.org', from: 'b-1@bounce.example' });
  });

  test('shares a connection with the next ones, up to the limit of a connection', async () => {
    const { sink, mailer } = await connect({}, 'connections=1', { ...QUICK, messagesPerConnection: 3 });
    for (let i = 0; i < 7; i += 1) expect((await sendOne(mailer)).outcome.kind).toBe('accepted');
    expect(sink.sessions()).toBe(3);
  });

  test('never uses more connections than the relay allows', async () => {
    const { sink, mailer } = await connect({}, 'connections=3');
    const outcomes = await Promise.all(Array.from({ length: 30 }, async () => sendOne(mailer)));
    expect(outcomes.every(({ outcome }) => outcome.kind === 'accepted')).toBe(true);
    expect(sink.sessions()).toBe(3);
  });

  test('closes a connection that was idle for its time', async () => {
    const { sink, mailer } = await connect({}, '', { ...QUICK, idle: 20 });
    await sendOne(mailer);
    const deadline = Date.now() + 5_000;
    while (sink.openSessions() > 0 && Date.now() < deadline)
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    expect(sink.openSessions()).toBe(0);
    expect((await sendOne(mailer)).outcome.kind).toBe('accepted');
  });

  test('works in lock-step with a server without PIPELINING', async () => {
    const { mailer } = await connect({ extensions: [] });
    expect((await sendOne(mailer)).outcome.kind).toBe('accepted');
    expect((await sendOne(mailer, 'refuse-550-5.1.1@example.org')).outcome).toMatchObject({
      kind: 'refused',
      phase: 'rcpt',
    });
    expect((await sendOne(mailer)).outcome.kind).toBe('accepted');
  });
});

describe('a refusal', () => {
  test.each([
    ['rcpt', 'refuse-550-5.1.1@example.org', 550],
    ['rcpt', 'refuse-450-4.2.0@example.org', 450],
    ['dot', 'dot-554-5.7.1@example.org', 554],
    ['dot', 'dot-451@example.org', 451],
  ] as const)('at %s is certain, and the connection serves the next message', async (phase, to, code) => {
    const { sink, mailer } = await connect({}, 'connections=1');
    const { outcome } = await sendOne(mailer, to);
    expect(outcome).toMatchObject({ kind: 'refused', phase, code });
    expect((await sendOne(mailer)).outcome.kind).toBe('accepted');
    expect(sink.sessions()).toBe(1);
  });

  test.each([
    ['greeting', '554 5.7.1 go away', 'greeting'],
    ['ehlo', '421 4.3.2 busy', 'hello'],
    ['mail', '550 5.7.1 not you', 'mail'],
    ['data', '451 4.3.0 not now', 'data'],
    ['rcpt', '421 4.7.0 too much', 'rcpt'],
  ] as const)('at %s names the phase', async (point, line, phase) => {
    const { mailer } = await connect({ script: faultAt(point, { do: 'reply', line }) });
    const { outcome, begun } = await sendOne(mailer);
    expect(outcome).toMatchObject({ kind: 'refused', phase, reply: line });
    expect(begun).toBe(0);
  });

  test('of the login is told with its code', async () => {
    const sink = await startFaultSink({ login: 'press:right' });
    const wrong = createSmtpMailer(relayTo(sink, '', 'press:wrong@'), { logger: silentLogger, timing: QUICK });
    const right = createSmtpMailer(relayTo(sink, '', 'press:right@'), { logger: silentLogger, timing: QUICK });
    open.push(sink, wrong, right);
    expect((await sendOne(wrong)).outcome).toMatchObject({ kind: 'refused', phase: 'auth', code: 535 });
    expect(await wrong.check()).toContain('535');
    expect((await sendOne(right)).outcome.kind).toBe('accepted');
    expect(await right.check()).toBeUndefined();
  });

  test('without a line end and then a cut counts by its code', async () => {
    const { mailer } = await connect({ script: faultAt('dot', { do: 'partial', line: '554 5.6.0 content' }) });
    expect((await sendOne(mailer)).outcome).toMatchObject({ kind: 'refused', phase: 'dot', code: 554 });
  });
});

describe('a connection that breaks', () => {
  const BEFORE: readonly (readonly [SinkPoint, string])[] = [
    ['connect', 'greeting'],
    ['greeting', 'greeting'],
    ['ehlo', 'hello'],
    ['mail', 'mail'],
    ['rcpt', 'rcpt'],
    ['data', 'data'],
  ];
  const CUTS = BEFORE.flatMap(([point, phase]) => (['fin', 'rst'] as const).map((how) => [how, point, phase] as const));

  test.each(CUTS)('by %s at %s certainly left nothing behind', async (how, point, phase) => {
    const { sink, mailer } = await connect({ script: faultAt(point, { do: how }) });
    const { outcome, begun } = await sendOne(mailer);
    expect(outcome).toMatchObject({ kind: 'broken', dotWritten: false });
    // A reset may be noticed one pipelined answer earlier.
    if (how === 'fin') expect(outcome).toMatchObject({ phase });
    expect(begun).toBe(0);
    expect(sink.entries()).toHaveLength(0);
    expect((await sendOne(mailer)).outcome.kind).toBe('accepted');
  });

  test.each(['fin', 'rst'] as const)('by %s at the dot leaves a doubt', async (how) => {
    const { sink, mailer } = await connect({ script: faultAt('dot', { do: how }) });
    const { outcome, begun } = await sendOne(mailer);
    expect(outcome).toMatchObject({ kind: 'broken', phase: 'dot', dotWritten: true });
    expect(begun).toBe(1);
    expect(sink.entries()).toHaveLength(1);
  });

  test.each(['fin', 'rst'] as const)('by %s in a body too big for the buffers left no dot', async (how) => {
    const { sink, mailer } = await connect({ script: faultAt('mid-body', { do: how }) });
    const { outcome } = await sendOne(mailer, 'reader@example.org', 'x'.repeat(8_000_000));
    expect(outcome).toMatchObject({ kind: 'broken' });
    expect(sink.entries()).toHaveLength(0);
  });

  test.each(['fin', 'rst'] as const)('by %s after the answer changes nothing for either message', async (how) => {
    const { sink, mailer } = await connect({ script: faultAt('after-reply', { do: how }) });
    expect((await sendOne(mailer)).outcome.kind).toBe('accepted');
    const second = await sendOne(mailer);
    if (second.outcome.kind === 'broken') expect(second.outcome.dotWritten).toBe(false);
    else expect(second.outcome.kind).toBe('accepted');
    expect(sink.entries().length).toBe(second.outcome.kind === 'accepted' ? 2 : 1);
  });

  test('with half an acceptance leaves a doubt', async () => {
    const { mailer } = await connect({ script: faultAt('dot', { do: 'partial', line: '250 2.0.0 tak' }) });
    expect((await sendOne(mailer)).outcome).toMatchObject({ kind: 'broken', dotWritten: true });
  });

  test('because nobody listens is told as such', async () => {
    const sink = await startFaultSink();
    await sink.close();
    const mailer = createSmtpMailer(relayTo(sink), { logger: silentLogger, timing: QUICK });
    open.push(mailer);
    expect((await sendOne(mailer)).outcome).toMatchObject({ kind: 'broken', phase: 'connect', dotWritten: false });
    expect(await mailer.check()).toMatch(/ECONNREFUSED|refused/);
  });
});

describe('silence', () => {
  test.each(['greeting', 'ehlo', 'mail', 'rcpt', 'data'] as const)('at %s ends before the dot', async (point) => {
    const { sink, mailer } = await connect({ script: faultAt(point, { do: 'stall' }) }, '', {
      beforeDot: 80,
      afterDot: 5_000,
    });
    expect((await sendOne(mailer)).outcome).toMatchObject({ kind: 'broken', dotWritten: false });
    expect(sink.entries()).toHaveLength(0);
  });

  test('after the dot is waited for longer, and is then a doubt', async () => {
    const script = faultAt('dot', { do: 'slow', milliseconds: 250 });
    const patient = await connect({ script }, '', { beforeDot: 80, afterDot: 5_000 });
    expect((await sendOne(patient.mailer)).outcome.kind).toBe('accepted');
    const stalled = await connect({ script: faultAt('dot', { do: 'stall' }) }, '', { beforeDot: 80, afterDot: 150 });
    expect((await sendOne(stalled.mailer)).outcome).toMatchObject({ kind: 'broken', dotWritten: true });
  });
});

test('a beforeBody that throws stops the message before its first byte', async () => {
  const { sink, mailer } = await connect();
  const outcome = await mailer.send(message(), () => {
    throw new Error('journal full');
  });
  expect(outcome).toEqual({ kind: 'broken', phase: 'data', dotWritten: false, reason: 'journal full' });
  expect((await sendOne(mailer)).outcome.kind).toBe('accepted');
  expect(sink.entries()).toHaveLength(1);
});

test('a message larger than the relay takes is refused as too big', async () => {
  const { mailer } = await connect({ extensions: ['SIZE 100'] });
  expect((await sendOne(mailer, 'reader@example.org', 'x'.repeat(200))).outcome).toMatchObject({
    kind: 'refused',
    phase: 'mail',
    code: 552,
  });
});
