import { afterEach, describe, expect, test } from '@jest/globals';
import type { Socket } from 'node:net';
import { waitFor } from '../../support/wait-for.js';
import type { Reaction } from './raw-server.js';
import { kinds, message, openSmtpWorld, sendAll } from './smtp-world.js';

let world: Awaited<ReturnType<typeof openSmtpWorld>>;
afterEach(async () => world.close());

const NAMES = ['a@example.org', 'b@example.org', 'c@example.org', 'd@example.org'];
const POINTS = ['MAIL', 'RCPT', 'DATA', 'DOT'] as const;
const CASES = POINTS.flatMap((point) =>
  [1, 2].flatMap((nth) =>
    (['fin', 'rst'] as const).flatMap((cut) => ['', '25', '250 2.0.0 t'].map((first) => ({ point, nth, cut, first }))),
  ),
);

describe('a connection cut', () => {
  test.each(CASES)(
    'by $cut at $point $nth after "$first" leaves each message one true outcome',
    async ({ point, nth, cut, first }) => {
      world = await openSmtpWorld({
        react: (heard) =>
          heard.session === 1 && heard.verb === point && heard.nth === nth ? { cut, first } : undefined,
      });
      const sent = await sendAll(world.mailer, NAMES);
      const dots = world.server.dots();
      for (const { to, outcome, begun } of sent) {
        const copies = dots.filter((dot) => dot === to).length;
        expect(begun).toBeLessThanOrEqual(1);
        expect(copies).toBeLessThanOrEqual(begun);
        if (outcome.kind === 'accepted') expect(copies).toBe(1);
        else expect(outcome).toMatchObject({ kind: 'broken', dotWritten: copies === 1 });
      }
      // One was on the wire; with a reset also the answer to the one before may be lost.
      const broken = kinds(sent).filter((kind) => kind === 'broken').length;
      expect(broken).toBeLessThanOrEqual(1);
      if (point === 'DOT')
        expect(sent[nth - 1]?.outcome).toMatchObject({ kind: 'broken', phase: 'dot', dotWritten: true });
      else if (cut === 'fin') expect(broken).toBe(nth === 1 ? 1 : 0);
    },
  );

  test('again and again behind a first message is told in the end, and nothing is sent twice', async () => {
    world = await openSmtpWorld({
      react: ({ verb, nth }) => (verb === 'DATA' && nth === 2 ? { cut: 'fin' } : undefined),
    });
    const sent = await sendAll(world.mailer, NAMES.concat(NAMES.map((name) => `x${name}`)));
    const accepted = sent.filter(({ outcome }) => outcome.kind === 'accepted').map(({ to }) => to);
    expect(world.server.dots().toSorted()).toEqual(accepted.toSorted());
    for (const { outcome } of sent)
      if (outcome.kind !== 'accepted')
        expect(outcome).toMatchObject({ kind: 'broken', phase: 'data', dotWritten: false });
  });

  test('before a message whose beforeBody throws gives the one behind it another', async () => {
    world = await openSmtpWorld();
    const [first, second] = await Promise.all([
      world.mailer.send(message(), () => {
        throw new Error('journal full');
      }),
      world.mailer.send(message('b@example.org')),
    ]);
    expect(first).toEqual({ kind: 'broken', phase: 'data', dotWritten: false, reason: 'journal full' });
    expect(second.kind).toBe('accepted');
    expect(world.server.dots()).toEqual(['b@example.org']);
  });
});

describe('in the middle of a body too large for all buffers', () => {
  const bytes = Buffer.from(`To: a@example.org\r\n\r\n${'x'.repeat(16_000_000)}\r\n`);
  /** The server stops reading at the first bytes of the body. */
  const interrupt = async (reaction: Reaction) => {
    world = await openSmtpWorld(
      {
        react: ({ verb, session }, socket) => {
          if (verb !== 'BODY' || session > 1) return undefined;
          socket.pause();
          return reaction;
        },
      },
      { beforeDot: 300 },
    );
    return Promise.all([
      world.mailer.send(message('a@example.org', { bytes })),
      world.mailer.send(message('b@example.org')),
    ]);
  };

  test.each<[string, Reaction, object]>([
    ['a refusal is the outcome', '552 5.3.4 too big\r\n', { kind: 'refused', phase: 'dot', code: 552 }],
    ['an acceptance may have been one', '250 2.0.0 ok\r\n', { kind: 'broken', phase: 'data', dotWritten: true }],
    ['silence left no dot', '', { kind: 'broken', phase: 'data', dotWritten: false }],
    ['a reset left no dot', { cut: 'rst' }, { kind: 'broken', phase: 'data', dotWritten: false }],
  ])('%s, and the message behind it is sent', async (_, reaction, expected) => {
    const [first, second] = await interrupt(reaction);
    expect(first).toMatchObject(expected);
    expect(second.kind).toBe('accepted');
    expect(world.server.dots()).toEqual(['b@example.org']);
  });
});

describe('a relay that is slow', () => {
  test('to read gets a large message whole, and the next one behind it', async () => {
    const bytes = Buffer.from(`To: a@example.org\r\n\r\n${'x'.repeat(70)}\r\n`.padEnd(3_000_000, 'y') + '\r\n');
    let paused: Socket | undefined;
    world = await openSmtpWorld({
      react: ({ verb, nth }, socket) => {
        if (verb === 'DATA' && nth === 1) paused = socket.pause();
        return undefined;
      },
    });
    const sent = Promise.all([
      world.mailer.send(message('a@example.org', { bytes })),
      world.mailer.send(message('b@example.org')),
    ]);
    await waitFor('the body', () => paused !== undefined);
    paused?.resume();
    expect((await sent).map(({ kind }) => kind)).toEqual(['accepted', 'accepted']);
    expect(world.server.heard.find(({ verb }) => verb === 'DOT')?.text.length).toBe(bytes.length);
  });

  test('after the dot keeps its time although the next message waits behind it', async () => {
    world = await openSmtpWorld(
      { react: ({ verb, nth, session }) => (session === 1 && (verb === 'DOT' || nth === 2) ? '' : undefined) },
      { beforeDot: 5_000, afterDot: 150 },
    );
    const sent = await sendAll(world.mailer, NAMES.slice(0, 2));
    expect(sent[0]?.outcome).toEqual({
      kind: 'broken',
      phase: 'dot',
      dotWritten: true,
      reason: 'No answer within 150 ms',
    });
    expect(sent[1]?.outcome.kind).toBe('accepted');
  });

  test.each(['MAIL', 'RCPT', 'DATA'])('to answer %s behind another message loses neither', async (verb) => {
    world = await openSmtpWorld(
      { react: (heard) => (heard.verb === verb && heard.nth === 2 && heard.session === 1 ? '' : undefined) },
      { beforeDot: 150, afterDot: 5_000 },
    );
    const sent = await sendAll(world.mailer, NAMES.slice(0, 2));
    expect(kinds(sent)).toEqual(['accepted', 'accepted']);
    expect(world.server.dots()).toEqual(NAMES.slice(0, 2));
  });
});
