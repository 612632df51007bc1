import { lines } from './reports.js';

export interface TextFormat {
  readonly name: string;
  readonly from?: string;
  readonly subject?: string;
  readonly headers?: readonly string[];
  readonly body: readonly string[];
  /** What should be read: kind, and recipient and class of each report. */
  readonly kind: string;
  readonly reports: readonly (readonly [recipient: string, verdict: string])[];
}

const MAILED = 'reader@b.example';

/** How mail programs write to people, in our own words: the shape of each is what its rule was written for. */
export const TEXT_FORMATS: readonly TextFormat[] = [
  {
    name: 'Exim',
    subject: 'Mail delivery failed: returning message to sender',
    headers: [`X-Failed-Recipients: ${MAILED}`],
    body: [
      'The following address(es) failed:',
      '',
      `  ${MAILED}`,
      '    all relevant MX records point to non-existent hosts: Unrouteable address',
    ],
    kind: 'bounce',
    reports: [[MAILED, 'hard']],
  },
  {
    name: 'Exim, still trying',
    subject: 'Warning: message 1a-2b-3c delayed 24 hours',
    body: [
      'The address to which the message has not yet been delivered is:',
      '',
      `  ${MAILED}`,
      '    Delay reason: connection timed out',
      '',
      'Delivery attempts will continue for some time.',
    ],
    kind: 'delayed',
    reports: [[MAILED, 'delayed']],
  },
  {
    name: 'Exchange 5.5',
    from: 'System Administrator <postmaster@b.example>',
    subject: 'Undeliverable: Your morning',
    body: [
      'Your message',
      '',
      '  To:      reader',
      '  Subject: Your morning',
      '',
      'did not reach the following recipient(s):',
      '',
      `${MAILED} on Thu, 9 May 2002 23:34:45 +0900`,
      '    The recipient name is not recognized',
      '    MSEXCH:IMS:A:B:C 0 (000C05A6) Unknown Recipient',
    ],
    kind: 'bounce',
    reports: [[MAILED, 'hard']],
  },
  {
    name: 'Domino',
    from: 'postmaster@b.example',
    subject: 'DELIVERY FAILURE: User reader not listed in Domino Directory',
    body: [
      'Your message',
      '',
      '  Subject: Your morning',
      '',
      'was not delivered to:',
      '',
      `  ${MAILED}`,
      '',
      'because:',
      '',
      `  User reader (${MAILED}) not listed in Domino Directory`,
    ],
    kind: 'bounce',
    reports: [[MAILED, 'hard']],
  },
  {
    name: 'Yahoo',
    subject: 'Failure Notice',
    body: [
      'Sorry, we were unable to deliver your message to the following address.',
      '',
      `<${MAILED}>:`,
      'Remote host said:',
      '550 5.1.1 <reader@b.example> User does not exist - jn-0007 [RCPT_TO]',
      '',
      '--- Below this line is a copy of the message.',
      '',
      'Subject: over quota',
    ],
    kind: 'bounce',
    reports: [[MAILED, 'hard']],
  },
  {
    name: 'Gmail, old',
    from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
    subject: 'Delivery Status Notification (Failure)',
    body: [
      'Delivery to the following recipient failed permanently:',
      '',
      `     ${MAILED}`,
      '',
      'Technical details of permanent failure:',
      'Google tried to deliver your message, but it was rejected. The error that the other server returned was: 550 550 5.2.2 mailbox full (state 14).',
      '',
      '----- Original message -----',
      '',
      'Subject: no such user',
    ],
    kind: 'bounce',
    reports: [[MAILED, 'soft']],
  },
  {
    name: 'a mobile carrier, in Japanese',
    from: 'Postmaster@b.example',
    subject: 'Mail System Error - Returned Mail',
    body: [
      '次のあて先へのメッセージはエラーのため送信できませんでした。',
      '',
      `    Recipient: <${MAILED}>`,
      `    >>> RCPT TO:<${MAILED}>`,
      `    <<< 550 <${MAILED}>: User unknown`,
    ],
    kind: 'bounce',
    reports: [[MAILED, 'hard']],
  },
  {
    name: 'a carrier that only says the box is full',
    from: 'no-reply@b.example',
    subject: 'Mail',
    headers: ['Return-Path: <>'],
    body: [
      'Your mail sent on: Thu, 29 Apr 2010 00:00:00 +0900',
      `     Could not be delivered to: <${MAILED}>`,
      '     As their mailbox is full.',
    ],
    kind: 'bounce',
    reports: [[MAILED, 'soft']],
  },
  {
    name: 'a text message gateway',
    from: 'post_master@b.example',
    subject: 'Undeliverable Message',
    body: [
      'Error: Invalid user address',
      '',
      'Error message below:',
      '550 - Requested action not taken: no such user here',
      '',
      'Message details:',
      '  Subject: Your morning',
      `  RCPT TO: ${MAILED}`,
    ],
    kind: 'bounce',
    reports: [[MAILED, 'hard']],
  },
  {
    name: 'a list server',
    from: '"LSMTP" <postmaster@b.example>',
    subject: 'Undelivered mail',
    body: [
      'An error was detected while processing the enclosed message.',
      '',
      `Error-for:  ${MAILED}`,
      'Error-Code: 0',
      'Error-Text: "554 Message looping (received 6 times)"',
    ],
    kind: 'bounce',
    reports: [[MAILED, 'soft']],
  },
  {
    name: 'several readers in one report',
    subject: 'Returned mail: see transcript for details',
    body: [
      '   ----- The following addresses had permanent fatal errors -----',
      '<one@b.example>',
      '<two@b.example>',
      '',
      '   ----- Transcript of session follows -----',
      '550 5.1.1 <one@b.example>... User unknown',
      '552 5.2.2 <two@b.example>... Mailbox full',
    ],
    kind: 'bounce',
    reports: [
      ['one@b.example', 'hard'],
      ['two@b.example', 'soft'],
    ],
  },
  {
    name: 'a provider that names its customers by half',
    from: 'MAILER-DAEMON@b.example',
    subject: 'Mail Delivery Problem',
    body: [
      'Your mail to the following recipients could not be delivered because they are not accepting mail with attachments:',
      '\treader',
      '',
    ],
    kind: 'bounce',
    reports: [[MAILED, 'soft']],
  },
  {
    name: 'plain text that calls itself HTML',
    headers: ['Content-Type: text/html; charset=utf-8'],
    body: [
      "I'm afraid I wasn't able to deliver the following message.",
      'This is a permanent error.',
      '',
      'Subject: Your morning',
      `To: ${MAILED}`,
    ],
    kind: 'bounce',
    reports: [[MAILED, 'soft']],
  },
  {
    name: 'an alias whose end is hidden',
    subject: 'Mail delivery failed: returning message to sender',
    body: ['The following address(es) failed:', '', '  an undisclosed address', `    (generated from ${MAILED})`],
    kind: 'bounce',
    reports: [[MAILED, 'soft']],
  },
  {
    name: 'a challenge to the sender',
    from: `Reader <${MAILED}>`,
    subject: 'Re: Your morning (action required)',
    body: ['Your message about "Your morning" was waitlisted.', 'Please add yourself to my guest list.'],
    kind: 'auto-reply',
    reports: [],
  },
  {
    name: 'a person who away says so in the text alone',
    from: `Reader <${MAILED}>`,
    subject: 'Re: Your morning',
    body: ['Hello, I am currently out of the office until Monday.', 'The mailbox of a colleague is reader2@b.example.'],
    kind: 'auto-reply',
    reports: [],
  },
  {
    name: 'a person who writes about a bounce',
    from: `Reader <${MAILED}>`,
    subject: 'Your last mail',
    body: ['Yesterday a mail of mine to you was returned. Is ana@b.example the right address?'],
    kind: 'not-a-report',
    reports: [],
  },
];

export const textFormat = ({ from, subject, headers = [], body }: TextFormat): Buffer =>
  lines(
    `From: ${from ?? 'Mail Delivery System <MAILER-DAEMON@mx.b.example>'}`,
    'To: b-token@bounces.example.org',
    ...(subject === undefined ? [] : [`Subject: ${subject}`]),
    ...headers,
    ...(headers.some((header) => header.startsWith('Content-Type')) ? [] : ['Content-Type: text/plain; charset=utf-8']),
    '',
    ...body,
    '',
  );
