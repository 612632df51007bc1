import { connect } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { createConnection } from '../../../src/adapters/smtp/connection.js';
import { SMTP_TIMING } from '../../../src/adapters/smtp/timing.js';
import type { SendOutcome } from '../../../src/delivery/mailer.js';
import { waitFor } from '../../support/wait-for.js';
import { startRawServer } from './raw-server.js';
import { message } from './smtp-world.js';

/** Whoever wrote a message puts the next one in its place as soon as it is released. */
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const TEXT = `To: a@example.org\r\n\r\n${'Good morning.\r\n'.repeat(1_000)}`;
const OFFERS = { pipelining: true, smtpUtf8: false, size: false, mostBytes: 0 };

/** Sends a message that is overwritten when it is released. `early`: its last octets wait in our socket when it is accepted. */
async function sendOne({ chunking, early }: { chunking: boolean; early: boolean }) {
  const server = await startRawServer({
    greeting: '',
    react: ({ verb }) => {
      if (early && verb === 'DATA') socket.cork();
      return early && (verb === 'DOT' || verb === 'CHUNK') ? '' : undefined;
    },
  });
  closers.push(async () => server.close());
  const socket = connect(server.port, '127.0.0.1');
  closers.push(() => void socket.destroy());
  await waitFor('a connection', () => server.sockets.length === 1 && !socket.connecting);
  const bytes = Buffer.from(TEXT);
  let released = 0;
  const release = () => {
    released += 1;
    bytes.fill('x');
  };
  let outcome: SendOutcome | undefined;
  const settle = (told: SendOutcome) => void (outcome = told);
  const jobs = [{ message: message('a@example.org', { bytes, release }), beforeBody: () => {}, settle, moves: 0 }];
  const source = { next: () => jobs.shift(), giveBack: () => {} };
  const session = { socket, offers: { ...OFFERS, chunking }, early: Buffer.alloc(0), roundTrip: 0 };
  if (early && chunking) socket.cork();
  createConnection(session, { timing: SMTP_TIMING, source, onOver: () => {} }).wake();
  if (early) {
    await waitFor('octets that wait', () => socket.writableLength > TEXT.length);
    server.sockets[0]?.write(chunking ? '250 sender\r\n250 recipient\r\n250 taken\r\n' : '250 taken\r\n');
  }
  await waitFor('an outcome', () => outcome !== undefined);
  socket.uncork();
  await waitFor('the whole message', () => server.dots().length === 1);
  const read = server.heard.find(({ verb }) => verb === 'DOT' || verb === 'CHUNK')?.text;
  return { outcome, released, isWhole: read === TEXT };
}

test.each([
  ['after DATA', false],
  ['in a chunk', true],
])('a message %s is released once it was accepted', async (_, chunking) => {
  expect(await sendOne({ chunking, early: false })).toMatchObject({ outcome: { kind: 'accepted' }, released: 1 });
});

test.each([
  ['after DATA', false],
  ['in a chunk', true],
])('a message %s whose octets still wait here is kept, whatever the server says', async (_, chunking) => {
  const sent = await sendOne({ chunking, early: true });
  expect(sent).toEqual({ outcome: expect.objectContaining({ kind: 'accepted' }), released: 0, isWhole: true });
});
