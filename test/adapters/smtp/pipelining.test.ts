import { afterEach, describe, expect, test } from '@jest/globals';
import { waitFor } from '../../support/wait-for.js';
import type { RawServerOptions, Reaction } from './raw-server.js';
import { kinds, message, openSmtpWorld, sendAll } from './smtp-world.js';

const worlds: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});
async function open(...args: Parameters<typeof openSmtpWorld>) {
  const world = await openSmtpWorld(...args);
  worlds.push(world);
  return world;
}
const THREE = ['a@example.org', 'b@example.org', 'c@example.org'];
const GROUP = ['MAIL', 'RCPT', 'DATA', 'DOT'];

/** Answers by `verb` and how often it came, in the first session. */
const script =
  (answers: Readonly<Record<string, Reaction>>): NonNullable<RawServerOptions['react']> =>
  ({ verb, nth, session }) =>
    session === 1 ? answers[`${verb}${nth}`] : undefined;

describe('a message that waits behind another', () => {
  test('has its commands in one flight with the dot before it, and its body after its own 354', async () => {
    const { server, mailer } = await open();
    expect(kinds(await sendAll(mailer, THREE))).toEqual(['accepted', 'accepted', 'accepted']);
    expect(server.verbs()).toEqual([...GROUP, ...GROUP, ...GROUP]);
    const flights = server.chunks.slice(1).map((chunk) => chunk.split('\r\n').map((line) => line.slice(0, 4)));
    expect(flights).toEqual([
      ['MAIL', 'RCPT', 'DATA', ''],
      ['To: ', 'Subj', '', 'Good', '.', 'MAIL', 'RCPT', 'DATA', ''],
      ['To: ', 'Subj', '', 'Good', '.', 'MAIL', 'RCPT', 'DATA', ''],
      ['To: ', 'Subj', '', 'Good', '.', ''],
    ]);
  });

  test('is asked for while the answer to the dot is out, also when it comes later', async () => {
    const { server, mailer } = await open({
      react: script({ DOT1: '', DATA2: '250 2.0.0 a\r\n250 b\r\n250 c\r\n354 d\r\n', MAIL2: '', RCPT2: '' }),
    });
    const first = mailer.send(message());
    await waitFor('the first dot', () => server.dots().length === 1);
    const second = mailer.send(message('b@example.org'));
    expect(await first).toEqual({ kind: 'accepted', code: 250, reply: '250 2.0.0 a' });
    expect((await second).kind).toBe('accepted');
  });

  test('brings QUIT with the last dot of a connection', async () => {
    const { server, mailer } = await open({}, { messagesPerConnection: 2 });
    expect(kinds(await sendAll(mailer, THREE))).toEqual(['accepted', 'accepted', 'accepted']);
    expect(server.verbs()).toEqual([...GROUP, ...GROUP, 'QUIT']);
    expect(server.chunks.find((chunk) => chunk.includes('QUIT'))).toMatch(/\r\n\.\r\nQUIT\r\n$/);
    expect(server.verbs(2)).toEqual(GROUP);
  });

  test('waits for every answer with a server without PIPELINING', async () => {
    const { server, mailer } = await open({ offers: [], react: script({ RCPT2: '550 5.1.1 no\r\n' }) });
    expect(kinds(await sendAll(mailer, THREE))).toEqual(['accepted', 'refused', 'accepted']);
    expect(server.verbs()).toEqual([...GROUP, 'MAIL', 'RCPT', 'RSET', ...GROUP]);
    for (const chunk of server.chunks) expect(chunk).toMatch(/^(EHLO|MAIL|RCPT|DATA|RSET|To: )/);
    expect(server.chunks.length).toBe(server.heard.filter(({ verb }) => verb !== 'BODY').length);
  });
});

describe('a refusal in the middle of a flight', () => {
  const NO = '550 5.7.1 no\r\n';
  const BAD = '503 5.5.1 out of turn\r\n';

  test.each<[string, string, Readonly<Record<string, Reaction>>, readonly string[]]>([
    ['mail', 'MAIL', { MAIL2: NO, RCPT2: BAD, DATA2: BAD }, []],
    ['rcpt', 'RCPT', { RCPT2: NO, DATA2: '554 5.5.1 no valid recipients\r\n' }, ['RSET']],
    ['data', 'DATA', { DATA2: NO }, ['RSET']],
  ])('of %s is its outcome, and the next message is sent', async (phase, _, answers, between) => {
    const { server, mailer } = await open({ react: script(answers) });
    const sent = await sendAll(mailer, THREE);
    expect(kinds(sent)).toEqual(['accepted', 'refused', 'accepted']);
    expect(sent[1]?.outcome).toEqual({ kind: 'refused', phase, code: 550, reply: '550 5.7.1 no' });
    expect(sent.map(({ begun }) => begun)).toEqual([1, 0, 1]);
    expect(server.verbs()).toEqual([...GROUP, 'MAIL', 'RCPT', 'DATA', ...between, ...GROUP]);
  });

  test('of rcpt before a 354 ends in an empty message for nobody, whose answer is nobody’s', async () => {
    const { server, mailer } = await open({ react: script({ RCPT2: NO, DOT2: '554 5.5.1 no recipients\r\n' }) });
    const sent = await sendAll(mailer, THREE);
    expect(kinds(sent)).toEqual(['accepted', 'refused', 'accepted']);
    expect(sent[1]).toMatchObject({ begun: 0, outcome: { phase: 'rcpt' } });
    expect(server.dots()).toEqual(['a@example.org', '', 'c@example.org']);
    expect(server.verbs()).toEqual([...GROUP, ...GROUP, 'RSET', ...GROUP]);
  });

  test('of the dot belongs to its message, not to the one behind it', async () => {
    const { mailer } = await open({ react: script({ DOT1: '554 5.6.0 no\r\n', DOT3: '451 4.3.0 later\r\n' }) });
    const sent = await sendAll(mailer, THREE);
    expect(sent.map(({ outcome }) => outcome)).toMatchObject([
      { kind: 'refused', phase: 'dot', code: 554 },
      { kind: 'accepted' },
      { kind: 'refused', phase: 'dot', code: 451 },
    ]);
  });

  test('of RSET closes, and the message behind it goes over another connection', async () => {
    const { server, mailer } = await open({ react: script({ RCPT1: NO, DATA1: BAD, RSET1: BAD }) });
    expect(kinds(await sendAll(mailer, THREE))).toEqual(['refused', 'accepted', 'accepted']);
    expect(server.dots()).toEqual(['b@example.org', 'c@example.org']);
  });
});

describe('answers in any shape', () => {
  test('of several lines, dribbled byte by byte', async () => {
    const { mailer } = await open({
      react: ({ verb }, socket) => {
        if (verb !== 'RCPT') return undefined;
        for (const byte of '250-2.1.5 long\r\n250-2.1.5 and\r\n250 2.1.5 wide') socket.write(byte);
        return '\r\n';
      },
    });
    expect(kinds(await sendAll(mailer, THREE))).toEqual(['accepted', 'accepted', 'accepted']);
  });

  test('that are none break the connection: before the body certainly, after the dot in doubt', async () => {
    const early = await open({ react: script({ MAIL1: 'what?\r\n' }) });
    expect(await early.mailer.send(message())).toMatchObject({ kind: 'broken', phase: 'mail', dotWritten: false });
    const late = await open({ react: script({ DOT1: 'what?\r\n' }) });
    expect(await late.mailer.send(message())).toMatchObject({ kind: 'broken', phase: 'dot', dotWritten: true });
  });

  test('without an end are not kept', async () => {
    const { mailer } = await open({ react: script({ MAIL1: `250-${'x'.repeat(100_000)}` }) });
    expect(await mailer.send(message())).toMatchObject({
      kind: 'broken',
      dotWritten: false,
      reason: 'An answer without an end',
    });
  });
});

describe('421', () => {
  const BUSY = '421 4.3.2 closing\r\n';

  test('said while nothing is on the connection closes it, and the next message opens another', async () => {
    const { server, mailer } = await open();
    await mailer.send(message());
    server.sockets[0]?.write(BUSY);
    await waitFor(
      'the end of the session',
      () => server.sockets[0]?.destroyed === true || server.sockets[0]?.readableEnded === true,
    );
    expect((await mailer.send(message())).kind).toBe('accepted');
    expect(server.sockets).toHaveLength(2);
  });

  test('to the first MAIL of a connection is its outcome', async () => {
    const { mailer } = await open({ react: script({ MAIL1: BUSY }) });
    expect(await mailer.send(message())).toMatchObject({ kind: 'refused', phase: 'mail', code: 421 });
  });

  test('to a later MAIL ends the session only: its message is sent over another', async () => {
    const { server, mailer } = await open({ react: script({ MAIL2: BUSY }) });
    expect(kinds(await sendAll(mailer, THREE))).toEqual(['accepted', 'accepted', 'accepted']);
    expect(server.dots().toSorted()).toEqual(THREE);
    expect(server.sockets).toHaveLength(2);
  });

  test('to RCPT, DATA or the dot is the outcome of that message, and the others go on', async () => {
    for (const [verb, phase] of [
      ['RCPT', 'rcpt'],
      ['DATA', 'data'],
      ['DOT', 'dot'],
    ] as const) {
      const { mailer } = await open({ react: script({ [`${verb}2`]: BUSY }) });
      const sent = await sendAll(mailer, THREE);
      expect(kinds(sent)).toEqual(['accepted', 'refused', 'accepted']);
      expect(sent[1]?.outcome).toMatchObject({ phase, code: 421 });
    }
  });

  test('to each second MAIL of every connection is told in the end', async () => {
    const { server, mailer } = await open({
      react: ({ verb, nth }) => (verb === 'MAIL' && nth === 2 ? BUSY : undefined),
    });
    const sent = await sendAll(
      mailer,
      ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}@example.org`),
    );
    for (const { outcome } of sent) expect(['accepted', 'refused']).toContain(outcome.kind);
    expect(server.dots()).toHaveLength(sent.filter(({ outcome }) => outcome.kind === 'accepted').length);
  });
});
