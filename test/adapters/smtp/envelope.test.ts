import { afterEach, describe, expect, test } from '@jest/globals';
import { message, openSmtpWorld } from './smtp-world.js';

let world: Awaited<ReturnType<typeof openSmtpWorld>>;
afterEach(async () => world.close());
const mailLine = () => world.server.heard.find(({ verb }) => verb === 'MAIL')?.text;

describe('an address that would break out of its command', () => {
  const BAD = ['a@b.c>\r\nRCPT TO:<x@y.z', 'a\r@b.c', 'a\n@b.c', 'a b@c.d', '<a@b.c>', 'a\0@b.c', 'a\u0085@b.c'];

  test.each(['', ...BAD])('as recipient %j is refused, and nothing is written', async (envelopeTo) => {
    world = await openSmtpWorld({ offers: ['PIPELINING', 'SMTPUTF8'] });
    const outcome = await world.mailer.send(message('a@b.c', { envelopeTo }));
    expect(outcome).toMatchObject({
      kind: 'refused',
      phase: 'rcpt',
      code: 553,
      reply: expect.stringContaining('5.1.3'),
    });
    expect(world.server.heard).toEqual([]);
  });

  test.each(BAD)('as sender %j is refused, and nothing is written', async (envelopeFrom) => {
    world = await openSmtpWorld({ offers: ['PIPELINING', 'SMTPUTF8'] });
    const outcome = await world.mailer.send(message('a@b.c', { envelopeFrom }));
    expect(outcome).toMatchObject({ kind: 'refused', phase: 'mail', code: 553 });
    expect(world.server.heard).toEqual([]);
  });
});

describe('what the server offers', () => {
  test('SIZE is told the size', async () => {
    world = await openSmtpWorld({ offers: ['PIPELINING', 'SIZE 1000'] });
    const one = message();
    expect((await world.mailer.send(one)).kind).toBe('accepted');
    expect(mailLine()).toBe(`MAIL FROM:<b-1@bounce.example> SIZE=${one.bytes.length}`);
  });

  test('SIZE smaller than the message refuses it unasked', async () => {
    world = await openSmtpWorld({ offers: ['SIZE 10'] });
    const outcome = await world.mailer.send(message());
    expect(outcome).toMatchObject({
      kind: 'refused',
      phase: 'mail',
      code: 552,
      reply: expect.stringContaining('5.3.4'),
    });
    expect(mailLine()).toBeUndefined();
  });

  const unicode = { envelopeTo: 'jürgen@example.org' };
  test.each([
    ['the address', message('a@b.c', unicode)],
    ['the message', { ...message(), smtpUtf8: true }],
  ])('SMTPUTF8 is asked for when %s needs it', async (_, one) => {
    world = await openSmtpWorld({ offers: ['PIPELINING', '8BITMIME', 'SMTPUTF8'] });
    expect((await world.mailer.send(one)).kind).toBe('accepted');
    expect(mailLine()).toBe('MAIL FROM:<b-1@bounce.example> BODY=8BITMIME SMTPUTF8');
    const rcpt = world.server.heard.find(({ verb }) => verb === 'RCPT')?.text ?? '';
    expect(Buffer.from(rcpt, 'latin1').toString()).toBe(`RCPT TO:<${one.envelopeTo}>`);
  });

  test.each([
    ['the address', message('a@b.c', unicode)],
    ['the message', { ...message(), smtpUtf8: true }],
  ])('without SMTPUTF8 refuses this recipient when %s needs it, and the next goes on', async (_, one) => {
    world = await openSmtpWorld({ offers: ['PIPELINING', '8BITMIME'] });
    const refused = await world.mailer.send(one);
    expect(refused).toMatchObject({
      kind: 'refused',
      phase: 'rcpt',
      code: 553,
      reply: expect.stringContaining('5.6.7'),
    });
    expect(mailLine()).toBeUndefined();
    expect((await world.mailer.send(message())).kind).toBe('accepted');
    expect(world.server.sockets).toHaveLength(1);
  });
});
