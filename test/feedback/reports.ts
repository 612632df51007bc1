/** Reports in our own words, as real servers build them. Lines are joined with CRLF unless a test wants otherwise. */
export const lines = (...text: string[]): Buffer => Buffer.from(text.join('\r\n'));

export interface DsnFields {
  readonly recipient?: string;
  readonly action?: string;
  readonly status?: string;
  readonly diagnostic?: string;
  readonly messageId?: string;
}

/** An RFC 3464 report; one group per entry. */
export function dsn(...groups: DsnFields[]): Buffer {
  return lines(
    'From: Mail Delivery System <mailer-daemon@mx.example.net>',
    'To: <b-token@bounces.example.org>',
    'Subject: Undelivered Mail Returned to Sender',
    `Message-ID: <${groups[0]?.messageId ?? 'report-1'}@mx.example.net>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="cut"',
    '',
    '--cut',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'We are sorry, your message stayed with us.',
    '',
    '--cut',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.net',
    '',
    ...groups.flatMap((group) => [
      `Final-Recipient: rfc822; ${group.recipient ?? 'reader@example.net'}`,
      `Action: ${group.action ?? 'failed'}`,
      `Status: ${group.status ?? '5.1.1'}`,
      ...(group.diagnostic === undefined ? [] : [`Diagnostic-Code: smtp; ${group.diagnostic}`]),
      '',
    ]),
    '--cut',
    'Content-Type: text/rfc822-headers',
    '',
    'From: Daily <daily@example.org>',
    'To: somebody-else@example.net',
    'Subject: Your morning',
    '',
    '--cut--',
    '',
  );
}

/** An RFC 5965 complaint. */
export const arf = (type = 'abuse'): Buffer =>
  lines(
    'From: <feedback@provider.example>',
    'To: <b-token@bounces.example.org>',
    'Subject: A reader complained',
    'Message-ID: <arf-1@provider.example>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="cut"',
    '',
    '--cut',
    'Content-Type: text/plain',
    '',
    'A reader pressed the spam button.',
    '--cut',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${type}`,
    'User-Agent: Provider/1.0',
    'Version: 1',
    'Original-Rcpt-To: <reader@example.net>',
    '',
    '--cut',
    'Content-Type: message/rfc822',
    '',
    'From: Daily <daily@example.org>',
    'Subject: Your morning',
    '',
    'News.',
    '--cut--',
    '',
  );

/** Plain text, as qmail and its children write it. */
export const textBounce = (answer = '550 5.1.1 sorry, no mailbox here by that name'): Buffer =>
  lines(
    'From: MAILER-DAEMON@mx.example.net',
    'To: b-token@bounces.example.org',
    'Subject: failure notice',
    'Message-ID: <text-1@mx.example.net>',
    '',
    'This is the mail program at mx.example.net. I could not deliver your message to the following addresses.',
    'This is a permanent error; I gave up.',
    '',
    '<reader@example.net>:',
    '192.0.2.7 does not like recipient.',
    `Remote host said: ${answer}`,
    '',
    '--- Below this line is a copy of the message.',
    '',
    'To: somebody@example.com',
    'Subject: mailbox full, quota exceeded',
  );

export const vacation = (): Buffer =>
  lines(
    'From: Reader <reader@example.net>',
    'To: b-token@bounces.example.org',
    'Subject: Out of office: Your morning',
    'Message-ID: <away-1@example.net>',
    'Auto-Submitted: auto-replied',
    '',
    'I am away until Monday. In urgent cases write to desk@example.net.',
  );
