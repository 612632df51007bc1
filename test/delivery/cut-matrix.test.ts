import { afterEach, describe, expect, test } from '@jest/globals';
import { parseRelays } from '../../src/adapters/smtp/relay-url.js';
import { createSmtpMailer } from '../../src/adapters/smtp/smtp-mailer.js';
import type { Mailer, SendOutcome } from '../../src/delivery/mailer.js';
import { startFaultSink, type FaultSink, type FaultSinkOptions } from '../support/fault-sink.js';
import type { SinkFault, SinkPoint, SinkScript } from '../support/fault-sink-script.js';
import { silentLogger } from '../support/determinism.js';

let sink: FaultSink;
let mailer: Mailer;
afterEach(async () => {
  await mailer.close();
  await sink.close();
});

const TIMING = { beforeDot: 2_000, afterDot: 2_000, idle: 5_000 };
const LOGIN = 'press:right';
/** Larger than what the kernel holds between two sockets, so that a cut in the body finds bytes unsent. */
const BIG = `Message-ID: <1@example.org>\r\n\r\n${'x'.repeat(76)}\r\n`.repeat(60_000);
const SMALL = 'Message-ID: <1@example.org>\r\nSubject: News\r\n\r\nGood morning.\r\n';

async function open(options: FaultSinkOptions): Promise<void> {
  sink = await startFaultSink({ login: LOGIN, ...options });
  const parsed = parseRelays(`smtp://${LOGIN}@127.0.0.1:${sink.port}?connections=1`);
  const relay = 'relays' in parsed ? parsed.relays[0] : undefined;
  if (relay === undefined) throw new Error('wrong relay URL');
  mailer = createSmtpMailer(relay, { logger: silentLogger, timing: TIMING });
}

const send = async (body = SMALL): Promise<SendOutcome> =>
  mailer.send({ envelopeFrom: 'b-1@bounce.example', envelopeTo: 'reader@example.org', bytes: Buffer.from(body) });

interface Cut {
  readonly name: string;
  readonly point: SinkPoint;
  readonly line?: string;
  /** Whether the server may have taken the message, by what the client can know; more caution than needed is `allowed`. */
  readonly doubt: boolean | 'allowed';
  readonly body?: string;
}

/** The points at which a connection may break, before and after the only one that matters. */
const BEFORE_LOGIN: readonly Cut[] = [
  { name: 'connect', point: 'connect', doubt: false },
  { name: 'greeting', point: 'greeting', doubt: false },
  { name: 'EHLO', point: 'ehlo', doubt: false },
  { name: 'AUTH', point: 'auth', doubt: false },
];
const BEFORE_BODY: readonly Cut[] = [
  { name: 'MAIL', point: 'mail', doubt: false },
  { name: 'RCPT', point: 'rcpt', doubt: false },
  { name: 'DATA', point: 'data', doubt: false },
];
const FROM_BODY: readonly Cut[] = [
  { name: 'the middle of the body', point: 'mid-body', doubt: 'allowed', body: BIG },
  { name: 'the dot', point: 'dot', doubt: true },
  { name: '"25" after the dot', point: 'dot', line: '25', doubt: true },
  { name: '"250 2.0.0 ok" without a line end', point: 'dot', line: '250 2.0.0 ok', doubt: true },
];
const HOW = ['fin', 'rst'] as const;

const faultOf = ({ line }: Cut, how: 'fin' | 'rst'): SinkFault =>
  line === undefined ? { do: how } : { do: 'partial', line, cut: how };

/** Strikes once, in the first transaction of the first session or in its second. */
function strike({ point }: Cut, fault: SinkFault, transaction: number): SinkScript {
  let left = 1;
  return (moment) => (moment.point === point && moment.transaction === transaction && left-- > 0 ? fault : undefined);
}

/** Before the body a message of a connection that worked goes on to another one: the relay only said goodbye. */
async function expectMoved(before: number): Promise<void> {
  expect((await send()).kind).toBe('accepted');
  expect(sink.entries()).toHaveLength(before + 1);
  expect(sink.sessions()).toBe(2);
}

/** What the client knows fits what the server saw, and the next message goes out over a new connection. */
async function expectOutcome(cut: Cut, before: number): Promise<void> {
  const outcome = await send(cut.body);
  // A connection that breaks before the body may be replaced by another, and the message goes out over that.
  if (outcome.kind === 'accepted') expect(cut.doubt).toBe(false);
  else expect(outcome.kind).toBe('broken');
  const arrived = outcome.kind === 'accepted' || cut.doubt === true;
  if (outcome.kind === 'broken' && cut.doubt !== 'allowed') expect(outcome).toMatchObject({ dotWritten: cut.doubt });
  expect(sink.entries()).toHaveLength(arrived ? before + 1 : before);
  expect((await send()).kind).toBe('accepted');
  expect(sink.sessions()).toBe(2);
}

const cases = (cuts: readonly Cut[]) => cuts.flatMap((cut) => HOW.map((how) => [how, cut.name, cut] as const));

describe('a first connection cut', () => {
  test.each(cases(BEFORE_LOGIN))('by %s at %s leaves no doubt', async (how, _name, cut) => {
    await open({ script: strike(cut, faultOf(cut, how), 0) });
    await expectOutcome(cut, 0);
  });

  test.each(cases([...BEFORE_BODY, ...FROM_BODY]))(
    'by %s at %s is a doubt only after the dot',
    async (how, _n, cut) => {
      await open({ script: strike(cut, faultOf(cut, how), 1) });
      await expectOutcome(cut, 0);
    },
  );
});

describe('a connection that has carried a message, cut', () => {
  test.each(cases(BEFORE_BODY))('by %s at %s leaves the message to another one', async (how, _name, cut) => {
    await open({ script: strike(cut, faultOf(cut, how), 2) });
    expect((await send()).kind).toBe('accepted');
    await expectMoved(1);
  });

  test.each(cases(FROM_BODY))('by %s at %s is a doubt only after the dot', async (how, _name, cut) => {
    await open({ script: strike(cut, faultOf(cut, how), 2) });
    expect((await send()).kind).toBe('accepted');
    await expectOutcome(cut, 1);
  });

  test.each(HOW)('by %s after the answer takes nothing back', async (how) => {
    await open({ script: strike({ name: '', point: 'after-reply', doubt: false }, { do: how }, 2) });
    expect((await send()).kind).toBe('accepted');
    const second = await send();
    // A reset may overtake the answer it follows.
    if (second.kind !== 'accepted') expect(second).toMatchObject({ kind: 'broken', dotWritten: true });
    expect(sink.entries()).toHaveLength(2);
    let third = await send();
    // Noticed only when the next message is begun.
    if (third.kind === 'broken') {
      expect(third.dotWritten).toBe(false);
      third = await send();
    }
    expect(third.kind).toBe('accepted');
    expect(sink.entries()).toHaveLength(3);
  });
});

describe('a relay that is slow', () => {
  test('in its answers, a byte at a time, is waited for', async () => {
    await open({
      script: ({ point }) => (point === 'data' || point === 'dot' ? { do: 'trickle', milliseconds: 5 } : undefined),
    });
    expect((await send()).kind).toBe('accepted');
    expect((await send()).kind).toBe('accepted');
    expect(sink.sessions()).toBe(1);
  });

  test('in taking a large message gets all of it', async () => {
    await open({ readRate: 20_000_000, keepMessages: true });
    expect((await send(BIG)).kind).toBe('accepted');
    expect(sink.messages()[0]?.raw.equals(Buffer.from(BIG))).toBe(true);
  });
});
