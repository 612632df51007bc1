import { MAILED } from './old-formats.js';
import type { TextFormat } from './text-formats.js';

/** Reports about more than one address. In our own words. */
export const SEVERAL_READERS: readonly TextFormat[] = [
  {
    name: 'an alias and where it led',
    subject: 'Returned mail: User unknown',
    body: [
      '   ----- The following addresses had permanent fatal errors -----',
      '<ana@inner.b.example>',
      `    (expanded from: <${MAILED}>)`,
      '<two@c.example>',
      '',
      '   ----- Transcript of session follows -----',
      '550 5.1.1 <ana@inner.b.example>... User unknown',
      '552 5.2.2 <two@c.example>... Mailbox full',
    ],
    kind: 'bounce',
    reports: [
      ['ana@inner.b.example', 'hard'],
      ['two@c.example', 'soft'],
      [MAILED, 'hard'],
    ],
  },
  {
    name: 'two customers by half',
    from: 'Mailer-Daemon@b.example',
    subject: 'Message status - undeliverable',
    body: [
      'The message that you sent was undeliverable to the following:',
      '\treader (mailbox full)',
      '\tana (mailbox full)',
    ],
    kind: 'bounce',
    reports: [
      [MAILED, 'soft'],
      ['ana@b.example', 'soft'],
    ],
  },
  {
    name: 'two sentences',
    subject: 'Undeliverable mail',
    body: [
      `Your message could not be delivered to ${MAILED}.`,
      'Your message could not be delivered to ana@c.example.',
      'Please contact the people of the desk, desk@d.example.',
    ],
    kind: 'bounce',
    reports: [
      [MAILED, 'soft'],
      ['ana@c.example', 'soft'],
    ],
  },
  {
    name: 'an indented transcript',
    subject: 'Returned mail: see transcript for details',
    body: [
      '     ----- The following addresses had permanent fatal errors -----',
      '  <one@b.example>',
      '  <two@b.example>',
      '',
      '     ----- Transcript of session follows -----',
      '  550 5.1.1 <one@b.example>... User unknown',
      '  552 5.2.2 <two@b.example>... Mailbox full',
    ],
    kind: 'bounce',
    reports: [
      ['one@b.example', 'hard'],
      ['two@b.example', 'soft'],
    ],
  },
  {
    name: 'answers under addresses, full before gone',
    subject: 'failure notice',
    body: [
      '<one@b.example>:',
      'Remote host said: 552 5.2.2 over quota',
      '',
      '<two@b.example>:',
      '192.0.2.9 does not like recipient.',
      'Remote host said: 550 5.1.1 no mailbox here by that name',
    ],
    kind: 'bounce',
    reports: [
      ['one@b.example', 'soft'],
      ['two@b.example', 'hard'],
    ],
  },
  {
    name: 'one reason for a list',
    subject: 'Undeliverable mail',
    body: [
      'Could not be delivered because of',
      '',
      '550 5.1.1 User unknown',
      '',
      'The following recipients were affected:',
      '    one@b.example',
      '    two@b.example',
    ],
    kind: 'bounce',
    reports: [
      ['one@b.example', 'hard'],
      ['two@b.example', 'hard'],
    ],
  },
  {
    name: 'a relay that adds its own words to a refusal',
    subject: 'Returned mail: User unknown',
    body: [
      '   ----- The following addresses had permanent fatal errors -----',
      '<one@b.example>',
      '',
      '   ----- Transcript of session follows -----',
      '... while talking to mx.b.example.:',
      '>>> RCPT To:<one@b.example>',
      '<<< 550 Blocked - see https://b.example/why',
      '550 5.1.1 <one@b.example>... User unknown',
    ],
    kind: 'bounce',
    reports: [['one@b.example', 'soft']],
  },
  {
    name: 'preformatted text',
    subject: 'Undeliverable mail',
    headers: ['Content-Type: text/html; charset=utf-8'],
    body: [
      '<html><body><pre>Your mail was not delivered.',
      '',
      '&lt;one@b.example&gt;: 552 5.2.2 over quota',
      '&lt;two@b.example&gt;: 550 5.1.1 user unknown</pre></body></html>',
    ],
    kind: 'bounce',
    reports: [
      ['one@b.example', 'soft'],
      ['two@b.example', 'hard'],
    ],
  },
  {
    name: 'Exim, a header an address',
    subject: 'Mail delivery failed: returning message to sender',
    headers: ['X-Failed-Recipients: one@b.example,', '  "odd one"@b.example', 'X-Failed-Recipients: <two@b.example>'],
    body: ['The following address(es) failed:', '', '  one@b.example', '    mailbox is full'],
    kind: 'bounce',
    reports: [
      ['one@b.example', 'soft'],
      ['"odd one"@b.example', 'soft'],
      ['two@b.example', 'soft'],
    ],
  },
];
