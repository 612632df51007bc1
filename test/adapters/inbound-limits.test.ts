import { expect, test } from '@jest/globals';
import type { SMTPServerSession } from 'smtp-server';
import { createInboundLimits } from '../../src/adapters/inbound-limits.js';

const from = (remoteAddress: string) => ({ remoteAddress }) as SMTPServerSession;

/** Whether each of these is let in, one after the other. */
function knock(addresses: readonly string[]) {
  const limits = createInboundLimits({ perNetwork: 2, refused: 3 });
  const sessions = addresses.map(from);
  const enter = (session: SMTPServerSession) => {
    let refused: Error | null | undefined;
    limits.onConnect(session, (error) => {
      refused = error;
    });
    return refused?.message ?? 'in';
  };
  return { limits, sessions, enter, answers: sessions.map(enter) };
}

const FULL = '4.7.0 Too many connections from your network';

test('one address gets so many connections and no more, whatever others do', () => {
  expect(knock(['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2']).answers).toEqual(['in', 'in', FULL, 'in']);
});

test('one /64 is one machine; an IPv4 address in IPv6 clothes is itself', () => {
  const { answers } = knock(['2001:db8::1', '2001:db8::ffff', '2001:db8::2', '2001:db8:0:1::1', '::ffff:192.0.2.1']);
  expect(answers).toEqual(['in', 'in', FULL, 'in', 'in']);
});

test('this machine is not counted', () => {
  expect(knock(['127.0.0.1', '::1', '127.0.0.1', '127.0.0.1']).answers).toEqual(['in', 'in', 'in', 'in']);
});

test('who leaves makes room once, also when it was never let in', () => {
  const { limits, sessions, enter } = knock(['192.0.2.1', '192.0.2.1', '192.0.2.1']);
  limits.onClose(sessions[2] ?? from(''));
  expect(enter(from('192.0.2.1'))).toBe(FULL);
  limits.onClose(sessions[0] ?? from(''));
  limits.onClose(sessions[0] ?? from(''));
  expect([enter(from('192.0.2.1')), enter(from('192.0.2.1'))]).toEqual(['in', FULL]);
});
