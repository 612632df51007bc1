import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { parseRelays } from '../../../src/adapters/smtp/relay-url.js';
import { createSmtpMailer } from '../../../src/adapters/smtp/smtp-mailer.js';
import type { Mailer } from '../../../src/delivery/mailer.js';
import { silentLogger } from '../../support/determinism.js';
import { kinds, sendAll } from './smtp-world.js';

/** With the self-signed certificate smtp-server brings along. */
let server: SMTPServer;
let taken: { secure: boolean; user: unknown; text: string }[];
let mailer: Mailer | undefined;
beforeEach(async () => {
  taken = [];
  server = new SMTPServer({
    onAuth: ({ username, password }, _, done) => {
      if (password === 'right') done(null, { user: username });
      else done(new Error('Wrong password'));
    },
    onData: (stream, session, done) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        taken.push({ secure: session.secure, user: session.user, text });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});
afterEach(async () => {
  await mailer?.close();
  await new Promise<void>((resolve) => {
    server.close(resolve);
  });
});

function openMailer(query: string): Mailer {
  const { port } = server.server.address() as AddressInfo;
  const parsed = parseRelays(`smtp://press:right@127.0.0.1:${port}?connections=1&${query}`);
  const relay = 'relays' in parsed ? parsed.relays[0] : undefined;
  if (relay === undefined) throw new Error('wrong relay URL');
  return createSmtpMailer(relay, { logger: silentLogger, timing: { beforeDot: 5_000 } });
}

describe('a relay with STARTTLS', () => {
  test('gets pipelined messages over the encrypted session after the login', async () => {
    mailer = openMailer('tls=offered');
    expect(kinds(await sendAll(mailer, ['a@example.org', 'b@example.org', 'c@example.org']))).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ]);
    expect(taken.map(({ secure, user }) => ({ secure, user }))).toEqual(
      Array.from({ length: 3 }, () => ({ secure: true, user: 'press' })),
    );
    expect(taken.map(({ text }) => /^To: (.*)/.exec(text)?.[1])).toEqual([
      'a@example.org',
      'b@example.org',
      'c@example.org',
    ]);
  });

  test('gets nothing where its certificate has to be valid', async () => {
    mailer = openMailer('tls=required');
    const [sent] = await sendAll(mailer, ['a@example.org']);
    expect(sent).toMatchObject({ begun: 0, outcome: { kind: 'broken', phase: 'tls', dotWritten: false } });
    expect(taken).toEqual([]);
  });
});
