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
];
