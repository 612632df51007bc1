import { describe, expect, test } from '@jest/globals';
import { assert, asyncProperty, nat, uint8Array } from 'fast-check';
import { inspectBounce } from '../../src/cli/inspect-bounce.js';
import { arf, dsn, lines, textBounce, vacation } from './reports.js';

describe('reading a report', () => {
  test('an unknown user in an RFC 3464 report is hard', async () => {
    const report = dsn({ status: '5.1.1', diagnostic: '550 5.1.1 <reader@example.net>: User unknown' });
    expect(await inspectBounce(report)).toEqual({
      kind: 'bounce',
      reports: [
        {
          recipient: 'reader@example.net',
          status: '5.1.1',
          class: 'hard',
          reason: 'unknown-user',
          action: 'failed',
          diagnostic: '550 5.1.1 <reader@example.net>: User unknown',
        },
      ],
    });
  });

  test.each([
    ['5.2.2', '552 5.2.2 Mailbox full', 'soft', 'mailbox-full'],
    ['5.1.1', '550 5.1.1 Blocked: your host is on a blacklist', 'soft', 'blocked'],
    ['5.7.1', '550 5.7.1 Refused: user unknown', 'soft', 'policy'],
    [
      '5.7.26',
      "550 5.7.26 Unauthenticated email is not accepted due to the domain's DMARC policy",
      'soft',
      'auth-failed',
    ],
    ['4.4.7', 'Message could not be delivered for 5 days', 'soft', 'expired'],
    ['5.0.0', '550 5.1.1 no such user', 'hard', 'unknown-user'],
    ['5.1.10', '556 5.1.10 host does not accept mail', 'hard', 'no-mail-host'],
    ['5.4.4', 'Host or domain name not found. Name service error: Host not found', 'hard', 'unknown-host'],
    ['4.0.0', 'Host or domain name not found', 'soft', 'network'],
    ['5.2.1', '550 5.2.1 The account of this reader is disabled', 'soft', 'disabled'],
    ['5.3.4', '552 5.3.4 Message too large', 'soft', 'too-big'],
    ['5.0.0', '550 perhaps another day', 'soft', 'undefined'],
  ])('status %s with "%s" is %s: %s', async (status, diagnostic, expected, reason) => {
    const { reports } = await inspectBounce(dsn({ status, diagnostic }));
    expect(reports).toMatchObject([{ class: expected, reason }]);
  });

  test('"user unknown" after the body is a filter talking, not an address that is gone', async () => {
    const report = dsn({ status: '5.0.0', diagnostic: '550 Unknown user (in reply to end of DATA command)' });
    expect((await inspectBounce(report)).reports).toMatchObject([{ class: 'soft', reason: 'filtered' }]);
  });

  test('a delay and a delivery are no bounces', async () => {
    expect(await inspectBounce(dsn({ action: 'delayed', status: '4.4.1' }))).toMatchObject({
      kind: 'delayed',
      reports: [{ class: 'delayed' }],
    });
    expect(await inspectBounce(dsn({ action: 'relayed', status: '2.0.0' }))).toMatchObject({
      kind: 'delivered',
      reports: [{ class: 'delivered' }],
    });
  });

  test('each recipient of a report is judged by its own group', async () => {
    const report = dsn(
      { recipient: 'gone@example.net', status: '5.1.1' },
      { recipient: 'full@example.net', status: '5.2.2', diagnostic: '552 5.2.2 over quota' },
      { recipient: 'slow@example.net', status: '4.4.1', action: 'delayed' },
    );
    const { kind, reports } = await inspectBounce(report);
    expect(kind).toBe('bounce');
    expect(reports.map((entry) => [entry.recipient, entry.class])).toEqual([
      ['gone@example.net', 'hard'],
      ['full@example.net', 'soft'],
      ['slow@example.net', 'delayed'],
    ]);
  });

  test.each(['\n', '\r', '\r\n'])('line ends %j and folded, indented fields are read', async (end) => {
    const text = dsn({ diagnostic: '550 5.1.1 no\r\n  such user' }).toString().replaceAll('\r\n', end);
    expect((await inspectBounce(Buffer.from(text))).reports).toMatchObject([
      { class: 'hard', diagnostic: '550 5.1.1 no such user' },
    ]);
  });

  test('a text in a national charset and a base64 status part are read', async () => {
    const status = Buffer.from('Final-Recipient: utf-8; j\\x{f6}rg@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n');
    const report = Buffer.concat([
      lines(
        'From: postmaster@mx.example.net',
        'Subject: =?iso-8859-1?Q?Zustellung_unm=F6glich?=',
        'MIME-Version: 1.0',
        'Content-Type: multipart/report; report-type=delivery-status; boundary=cut',
        '',
        '--cut',
        'Content-Type: text/plain; charset=iso-8859-1',
        '',
        '',
      ),
      Buffer.from('Empf\u00e4nger unbekannt\r\n', 'latin1'),
      lines(
        '--cut',
        'Content-Type: message/global-delivery-status',
        'Content-Transfer-Encoding: base64',
        '',
        status.toString('base64'),
        '--cut--',
        '',
      ),
    ]);
    expect((await inspectBounce(report)).reports).toMatchObject([{ recipient: 'jörg@example.net', class: 'hard' }]);
  });

  test('a bounce in plain text is read up to the returned message, not into it', async () => {
    expect(await inspectBounce(textBounce())).toMatchObject({
      kind: 'bounce',
      reports: [{ recipient: 'reader@example.net', status: '5.1.1', class: 'hard', reason: 'unknown-user' }],
    });
    expect((await inspectBounce(textBounce('552 user is over quota'))).reports).toMatchObject([{ class: 'soft' }]);
  });

  test('an abuse report is a complaint, an authentication report is none', async () => {
    expect(await inspectBounce(arf('abuse'))).toMatchObject({
      kind: 'complaint',
      reports: [{ recipient: 'reader@example.net', class: 'complaint', reason: 'abuse' }],
    });
    for (const type of ['auth-failure', 'not-spam', 'virus']) {
      expect((await inspectBounce(arf(type))).reports).toMatchObject([{ class: 'unknown', reason: type }]);
    }
  });

  test('an answering machine is no bounce, and neither is a person', async () => {
    expect(await inspectBounce(vacation())).toMatchObject({ kind: 'auto-reply' });
    const person = lines('From: Ana <ana@example.net>', 'Subject: Re: Your morning', '', 'Thank you, I liked it. Ana');
    expect(await inspectBounce(person)).toEqual({ kind: 'not-a-report', reports: [] });
  });
});

describe('hostile input', () => {
  test('cut anywhere, a report is read without a crash', async () => {
    const samples = [dsn({ diagnostic: '550 5.1.1 gone' }), arf(), textBounce(), vacation()];
    const sample = nat({ max: samples.length - 1 });
    await assert(
      asyncProperty(sample, nat({ max: 1_500 }), async (index, length) => {
        const { kind } = await inspectBounce((samples[index] ?? Buffer.alloc(0)).subarray(0, length));
        expect(typeof kind).toBe('string');
      }),
      { numRuns: 150 },
    );
  });

  test('any bytes are read without a crash', async () => {
    await assert(
      asyncProperty(uint8Array({ maxLength: 600 }), async (bytes) => {
        expect((await inspectBounce(bytes)).reports).toBeInstanceOf(Array);
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    [
      'a line of dashes',
      Buffer.concat([
        lines('From: mailer-daemon@a.example', 'Subject: failure notice', '', ''),
        Buffer.alloc(900_000, '-'),
      ]),
    ],
    [
      'a million words',
      Buffer.concat([
        lines('From: mailer-daemon@a.example', 'Subject: failure notice', '', ''),
        Buffer.alloc(900_000, 'account '),
      ]),
    ],
    [
      'one endless word',
      Buffer.concat([
        lines('From: mailer-daemon@a.example', 'Subject: failure notice', '', ''),
        Buffer.alloc(900_000, 'account'),
      ]),
    ],
    [
      'addresses without end',
      Buffer.concat([
        lines('From: mailer-daemon@a.example', 'Subject: failure notice', '', ''),
        Buffer.alloc(900_000, 'a@b.example, '),
      ]),
    ],
    ['ten thousand headers', Buffer.concat([Buffer.alloc(900_000, 'X-Filler: 1\r\n'), lines('', 'text')])],
    [
      'a hundred thousand parts',
      Buffer.concat([lines('Content-Type: multipart/mixed; boundary=x', '', ''), Buffer.alloc(900_000, '--x\r\n\r\n')]),
    ],
    [
      'endless groups',
      Buffer.concat([
        lines('Content-Type: message/delivery-status', '', ''),
        Buffer.alloc(900_000, 'Action: failed\r\n\r\n'),
      ]),
    ],
    [
      'nested parts',
      lines(
        ...Array.from(
          { length: 2_000 },
          (_, depth) => `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}`,
        ),
      ),
    ],
  ])('%s cost less than two seconds of CPU', async (_name, bytes) => {
    const start = process.cpuUsage();
    await inspectBounce(bytes);
    const { user, system } = process.cpuUsage(start);
    expect(user + system).toBeLessThan(2_000_000);
  });
});
