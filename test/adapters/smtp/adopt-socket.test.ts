import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { adoptSocket, type Session } from '../../../src/adapters/smtp/adopt-socket.js';
import { startRawServer } from './raw-server.js';

/** Nodemailer's inside as version 10 has it. When this fails after an update, adopt-socket.ts has to follow. */
let server: Awaited<ReturnType<typeof startRawServer>>;
let greeted: string;
beforeEach(async () => {
  greeted = '250-raw\r\n250-PIPELINING\r\n250-SMTPUTF8\r\n250 SIZE 12345\r\n';
  server = await startRawServer({ react: ({ verb }) => (verb === 'EHLO' ? greeted : undefined) });
});
afterEach(async () => server.close());

const openTo = async (port: number, change: (smtp: SMTPConnection) => void = () => {}): Promise<Session> =>
  new Promise((resolve, reject) => {
    const smtp = new SMTPConnection({ host: '127.0.0.1', port });
    smtp.on('error', reject);
    smtp.connect(() => {
      try {
        change(smtp);
        resolve(adoptSocket(smtp, { hello: greeted, roundTrip: 7 }));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
        smtp.close();
      }
    });
  });

const EVENTS = ['data', 'error', 'close', 'timeout', 'drain'];

describe('a session that nodemailer opened', () => {
  test('is handed over with its offers, and nodemailer listens no more', async () => {
    const { socket, offers, early, roundTrip } = await openTo(server.port);
    expect(offers).toEqual({ pipelining: true, smtpUtf8: true, size: true, chunking: false, mostBytes: 12_345 });
    expect(roundTrip).toBe(7);
    expect(early).toHaveLength(0);
    for (const event of EVENTS) expect([event, socket.listenerCount(event)]).toEqual([event, 0]);
    expect(socket.timeout ?? 0).toBe(0);
    socket.destroy();
  });

  test.each([
    ['250-raw\r\n250-PIPELINING\r\n250 CHUNKING\r\n', true],
    ['250-raw\r\n250-chunking\r\n250 pipelining\r\n', true],
    ['250-raw\r\n250 CHUNKING\r\n', false],
    ['250-CHUNKING.example.org\r\n250 PIPELINING\r\n', false],
  ])('takes chunks where %j offers them with PIPELINING: %s', async (hello, chunking) => {
    greeted = hello;
    const { socket, offers } = await openTo(server.port);
    expect(offers.chunking).toBe(chunking);
    socket.destroy();
  });

  test('is not closed by nodemailer when the server goes on talking', async () => {
    const { socket } = await openTo(server.port);
    const answers: string[] = [];
    socket.on('data', (chunk) => void answers.push(chunk.toString()));
    socket.write('NOOP\r\nMAIL FROM:<a@b.c>\r\n');
    await new Promise((resolve) => {
      socket.once('data', resolve);
    });
    expect(answers.join('')).toBe('250 2.1.0 sender ok\r\n');
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  });

  test('comes with what the server said too much', async () => {
    greeted += '421 4.3.2 no\r\n42';
    const { socket, early } = await openTo(server.port);
    expect(early.toString()).toBe('421 4.3.2 no\n42');
    socket.destroy();
  });

  test.each([
    '_socket',
    '_supportedExtensions',
    '_maxAllowedSize',
    '_responseQueue',
    '_remainder',
    '_destroyed',
    '_onSocketData',
    '_onSocketError',
    '_onSocketClose',
    '_onSocketEnd',
    '_onSocketTimeout',
  ])('is refused by name when %s is not what it was', async (name) => {
    const sockets: unknown[] = [];
    const opened = openTo(server.port, (smtp) => {
      sockets.push(Reflect.get(smtp, '_socket'));
      // Something else than what it was, which nodemailer itself survives.
      Reflect.set(smtp, name, name === '_remainder' ? [] : '');
    });
    await expect(opened).rejects.toThrow(name);
    for (const socket of sockets) (socket as { destroy(): void }).destroy();
  });
});
