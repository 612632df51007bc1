import { afterEach, describe, expect, test } from '@jest/globals';
import type { SmtpTiming } from '../../../src/adapters/smtp/timing.js';
import { waitFor } from '../../support/wait-for.js';
import type { RawServerOptions, Reaction } from './raw-server.js';
import { kinds, message, openSmtpWorld, sendAll } from './smtp-world.js';

const worlds: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

const OFFERS = ['PIPELINING', 'CHUNKING'];
const FAR = { farAway: 0 };

/** A relay that takes chunks, far away unless told, with one connection. */
async function open(react?: RawServerOptions['react'], timing: Partial<SmtpTiming> = {}, query = '') {
  const options = { offers: OFFERS, ...(react === undefined ? {} : { react }) };
  const world = await openSmtpWorld(options, { ...FAR, ...timing }, 1, query);
  worlds.push(world);
  return world;
}

const script =
  (answers: Readonly<Record<string, Reaction>>): NonNullable<RawServerOptions['react']> =>
  ({ verb, nth, session }) =>
    session === 1 ? answers[`${verb}${nth}`] : undefined;

const FIVE = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@example.org`);
const PARCEL = ['MAIL', 'RCPT', 'BDAT', 'CHUNK'];
const NO = '550 5.1.1 no such user\r\n';
const BUSY = '421 4.3.2 closing\r\n';

describe('to a relay that takes chunks', () => {
  test('a message goes in one flight with its commands, as it is', async () => {
    const { server, mailer } = await open();
    const bytes = Buffer.from('To: a@example.org\r\n\r\n.one\r\n..two\r\n.\r\n');
    expect(await mailer.send(message('a@example.org', { bytes }))).toMatchObject({ kind: 'accepted', code: 250 });
    expect(server.chunks[1]).toBe(
      `MAIL FROM:<b-1@bounce.example>\r\nRCPT TO:<a@example.org>\r\nBDAT ${bytes.length} LAST\r\n${bytes.toString()}`,
    );
    expect(server.verbs()).toEqual(PARCEL);
  });

  test('three messages and no more are under way at a time', async () => {
    let silent = false;
    const { server, mailer } = await open(({ verb }) => {
      if (verb === 'CHUNK') silent = true;
      return silent ? '' : undefined;
    });
    const sending = sendAll(mailer, FIVE);
    await waitFor('three chunks', () => server.dots().length === 3);
    const next = '250 reset\r\n250 sender\r\n250 recipient\r\n';
    server.sockets[0]?.write('250 one\r\n');
    await waitFor('a fourth chunk', () => server.dots().length === 4);
    expect(server.dots()).toEqual(FIVE.slice(0, 4));
    server.sockets[0]?.write(`${next}250 two\r\n${next}250 three\r\n${next}250 four\r\n`);
    await waitFor('the last chunk', () => server.dots().length === 5);
    server.sockets[0]?.write('250 sender\r\n250 recipient\r\n250 five\r\n');
    const sent = await sending;
    expect(sent.map(({ outcome }) => 'reply' in outcome && outcome.reply)).toEqual(
      ['one', 'two', 'three', 'four', 'five'].map((word) => `250 ${word}`),
    );
    expect(server.sockets).toHaveLength(1);
  });

  test('a transaction begins with RSET while the answer to another is out, and only then', async () => {
    const { server, mailer } = await open();
    await mailer.send(message());
    await mailer.send(message());
    expect(server.verbs()).toEqual([...PARCEL, ...PARCEL]);
    await sendAll(mailer, FIVE.slice(0, 2));
    expect(server.verbs().slice(8)).toEqual([...PARCEL, 'RSET', ...PARCEL]);
  });

  test('only one message is under way when it is near', async () => {
    let answered = 0;
    const { server, mailer } = await open(
      ({ verb }) => {
        if (verb === 'CHUNK') answered += 1;
        return undefined;
      },
      { farAway: 60_000 },
    );
    expect(kinds(await sendAll(mailer, FIVE))).toEqual(FIVE.map(() => 'accepted'));
    expect(answered).toBe(5);
    expect(server.chunks.slice(1).every((chunk) => (chunk.match(/BDAT/g) ?? []).length <= 1)).toBe(true);
    expect(server.verbs()).not.toContain('RSET');
  });

  test('chunking=off in its URL, or no PIPELINING, sends with DATA', async () => {
    const off = await open(undefined, {}, '&chunking=off');
    await off.mailer.send(message());
    expect(off.server.verbs()).toEqual(['MAIL', 'RCPT', 'DATA', 'DOT']);
    const slow = await openSmtpWorld({ offers: ['CHUNKING'] }, FAR);
    worlds.push(slow);
    await slow.mailer.send(message());
    expect(slow.server.verbs()).toEqual(['MAIL', 'RCPT', 'DATA', 'DOT']);
  });

  test('a connection carries its share and says QUIT with the last message', async () => {
    const { server, mailer } = await open(undefined, { messagesPerConnection: 2 });
    expect(kinds(await sendAll(mailer, FIVE.slice(0, 3)))).toEqual(['accepted', 'accepted', 'accepted']);
    expect(server.verbs()).toEqual([...PARCEL, 'RSET', ...PARCEL, 'QUIT']);
    expect(server.verbs(2)).toEqual(PARCEL);
  });

  test('a message whose beforeBody throws is not said, and those behind it are', async () => {
    const { server, mailer } = await open();
    const [first, second] = await Promise.all([
      mailer.send(message(), () => {
        throw new Error('journal full');
      }),
      mailer.send(message('b@example.org')),
    ]);
    expect(first).toEqual({ kind: 'broken', phase: 'data', dotWritten: false, reason: 'journal full' });
    expect(second.kind).toBe('accepted');
    expect(server.dots()).toEqual(['b@example.org']);
    expect(server.sockets).toHaveLength(1);
  });
});

describe('a refusal amid the window', () => {
  test.each<[string, Readonly<Record<string, Reaction>>, object]>([
    ['rcpt', { RCPT2: NO, CHUNK2: '554 5.5.1 no valid recipients\r\n' }, { phase: 'rcpt', code: 550 }],
    ['rcpt', { RCPT2: NO, CHUNK2: '250 2.0.0 taken for nobody\r\n' }, { phase: 'rcpt', code: 550 }],
    ['mail', { MAIL2: NO, RCPT2: '503 a\r\n', CHUNK2: '503 b\r\n' }, { phase: 'mail', code: 550 }],
    ['dot', { CHUNK2: '452 4.3.1 full\r\n' }, { phase: 'dot', code: 452 }],
  ])('of %s is its outcome, and no other’s', async (_, answers, refusal) => {
    const { server, mailer } = await open(script(answers));
    const sent = await sendAll(mailer, FIVE);
    expect(kinds(sent)).toEqual(['accepted', 'refused', 'accepted', 'accepted', 'accepted']);
    expect(sent[1]?.outcome).toMatchObject(refusal);
    expect(sent.map(({ begun }) => begun)).toEqual([1, 1, 1, 1, 1]);
    expect(server.sockets).toHaveLength(1);
  });

  test('leaves a transaction that RSET ends, also when nothing was under way behind it', async () => {
    const { server, mailer } = await open(script({ RCPT1: NO, CHUNK1: '503 5.5.1 no\r\n' }));
    expect((await mailer.send(message())).kind).toBe('refused');
    expect((await mailer.send(message())).kind).toBe('accepted');
    expect(server.verbs()).toEqual([...PARCEL, 'RSET', ...PARCEL]);
  });

  test('of RSET tells that the server counts differently: what is under way is in doubt, the rest goes elsewhere', async () => {
    const { server, mailer } = await open(script({ RSET1: '500 5.5.2 what?\r\n' }));
    const sent = await sendAll(mailer, FIVE);
    expect(sent[0]?.outcome.kind).toBe('accepted');
    for (const { outcome } of sent.slice(1, 3))
      expect(outcome).toMatchObject({ kind: 'broken', dotWritten: true, reason: expect.stringContaining('RSET') });
    expect(kinds(sent.slice(3))).toEqual(['accepted', 'accepted']);
    expect(server.sockets).toHaveLength(2);
  });

  test('of MAIL, and a chunk taken all the same, is a doubt', async () => {
    const { mailer } = await open(script({ MAIL2: '503 5.5.1 nested MAIL\r\n' }));
    const sent = await sendAll(mailer, FIVE.slice(0, 2));
    expect(sent[1]?.outcome).toMatchObject({ kind: 'broken', phase: 'dot', dotWritten: true });
  });
});

/** The second time it is said. */
const closing = (verb: string) => script({ [`${verb}2`]: { cut: 'fin', first: BUSY } });

describe('421 amid the window', () => {
  test.each([
    ['RCPT', 'rcpt'],
    ['CHUNK', 'dot'],
  ])('to %s is the outcome of that message, and those behind it go over another connection', async (verb, phase) => {
    const { server, mailer } = await open(closing(verb));
    const sent = await sendAll(mailer, FIVE);
    expect(kinds(sent)).toEqual(['accepted', 'refused', 'accepted', 'accepted', 'accepted']);
    expect(sent[1]?.outcome).toMatchObject({ phase, code: 421 });
    const dots = server.dots();
    for (const { to, outcome } of sent)
      if (outcome.kind === 'accepted') expect(dots.filter((dot) => dot === to)).toHaveLength(1);
  });

  test.each(['MAIL', 'RSET'])('to %s ends the session only: nobody is refused', async (verb) => {
    const at =
      verb === 'RSET'
        ? { RSET1: { cut: 'fin', first: BUSY } as const }
        : { MAIL2: { cut: 'fin', first: BUSY } as const };
    const { server, mailer } = await open(script(at));
    expect(kinds(await sendAll(mailer, FIVE))).toEqual(FIVE.map(() => 'accepted'));
    expect(server.dots().toSorted()).toEqual(FIVE);
    expect(server.sockets).toHaveLength(2);
  });

  test('from a server that goes on all the same costs nobody a second copy', async () => {
    const { server, mailer } = await open(script({ RCPT2: BUSY }));
    const sent = await sendAll(mailer, FIVE);
    expect(kinds(sent)).toEqual(['accepted', 'refused', 'accepted', 'accepted', 'accepted']);
    const dots = server.dots().filter((dot) => dot !== FIVE[1]);
    expect(dots.toSorted()).toEqual(FIVE.filter((to) => to !== FIVE[1]));
  });

  test('to the first MAIL of a connection is its outcome', async () => {
    const { mailer } = await open(script({ MAIL1: { cut: 'fin', first: BUSY } }));
    expect(await mailer.send(message())).toMatchObject({ kind: 'refused', phase: 'mail', code: 421 });
  });
});

const CUTS = ['MAIL', 'RCPT', 'BDAT', 'BODY', 'CHUNK'].flatMap((verb) =>
  [1, 2, 3].flatMap((nth) =>
    (['fin', 'rst'] as const).flatMap((cut) => ['', '25'].map((first) => ({ verb, nth, cut, first }))),
  ),
);

describe('a connection cut with several under way', () => {
  test.each(CUTS)(
    'by $cut at $verb $nth after "$first" leaves each one true outcome',
    async ({ verb, nth, cut, first }) => {
      const { server, mailer } = await open(script({ [`${verb}${nth}`]: { cut, first } }));
      const sent = await sendAll(mailer, FIVE);
      const dots = server.dots();
      for (const { to, outcome, begun } of sent) {
        const copies = dots.filter((dot) => dot === to).length;
        expect(begun).toBeLessThanOrEqual(1);
        expect(copies).toBeLessThanOrEqual(begun);
        if (outcome.kind === 'accepted') expect(copies).toBe(1);
        else if (copies > 0) expect(outcome).toMatchObject({ kind: 'broken', dotWritten: true });
      }
      expect(kinds(sent).filter((kind) => kind === 'broken').length).toBeLessThanOrEqual(3);
      expect(sent[nth - 1]?.outcome).toMatchObject({ kind: 'broken', dotWritten: true });
    },
  );

  test('by nobody, but without an answer, marks all of them when the time is over', async () => {
    const { mailer } = await open(
      ({ verb, session, nth }) => (session === 1 && (verb === 'CHUNK' || nth > 1 || verb === 'RSET') ? '' : undefined),
      { beforeDot: 5_000, afterDot: 200 },
    );
    const sent = await sendAll(mailer, FIVE);
    expect(kinds(sent)).toEqual(['broken', 'broken', 'broken', 'accepted', 'accepted']);
    for (const { outcome } of sent.slice(0, 3)) expect(outcome).toMatchObject({ dotWritten: true });
  });
});

describe('a message too large for all buffers', () => {
  const bytes = Buffer.from(`To: a@example.org\r\n\r\n${`${'x'.repeat(76)}\r\n`.repeat(200_000)}`);
  const interrupt = async (reaction: Reaction) => {
    const world = await open(
      ({ verb, session }, socket) => {
        if (verb !== 'BODY' || session > 1) return undefined;
        socket.pause();
        return reaction;
      },
      { beforeDot: 300 },
    );
    const sent = await Promise.all([
      world.mailer.send(message('a@example.org', { bytes })),
      world.mailer.send(message('b@example.org')),
    ]);
    expect(world.server.dots()).toEqual(['b@example.org']);
    return sent;
  };

  test.each<[string, Reaction, object]>([
    ['is refused in its middle', '552 5.3.4 too big\r\n', { kind: 'refused', phase: 'dot', code: 552 }],
    ['may have been taken when that is said', '250 2.0.0 ok\r\n', { kind: 'broken', dotWritten: true }],
    ['was not sent when the server reads no further', '', { kind: 'broken', phase: 'data', dotWritten: false }],
    ['was not sent when the connection is reset', { cut: 'rst' }, { kind: 'broken', phase: 'data', dotWritten: false }],
  ])('%s, and the message behind it is sent', async (_, reaction, expected) => {
    const [first, second] = await interrupt(reaction);
    expect(first).toMatchObject(expected);
    expect(second?.kind).toBe('accepted');
  });

  test('is taken whole by a server that reads late, and the next one behind it', async () => {
    const { server, mailer } = await open(({ verb, nth }, socket) => {
      if (verb === 'MAIL' && nth === 1) {
        socket.pause();
        setImmediate(() => socket.resume());
      }
      return undefined;
    });
    const sent = await Promise.all([
      mailer.send(message('a@example.org', { bytes })),
      mailer.send(message('b@example.org')),
    ]);
    expect(sent.map(({ kind }) => kind)).toEqual(['accepted', 'accepted']);
    expect(server.heard.find(({ verb }) => verb === 'CHUNK')?.text.length).toBe(bytes.length);
  });
});
