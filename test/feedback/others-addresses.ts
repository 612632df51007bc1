import { bounce, MAILED } from './old-formats.js';
import type { TextFormat } from './text-formats.js';

const hard = { verdict: 'hard' } as const;

/** Reports that also name whom to ask, who wrote, and what the message is called. In our own words. */
export const OTHERS_ADDRESSES: readonly TextFormat[] = [
  bounce(
    'a help desk on a line of its own',
    'Undeliverable mail',
    [
      'Your message could not be delivered to:',
      '',
      `Reader Ana <${MAILED}>`,
      '550 5.1.1 no such user',
      '',
      'Contact:',
      'helpdesk@b.example',
    ],
    hard,
  ),
  bounce(
    'the sender on a line of its own',
    'Undeliverable mail',
    ['Your message', 'From:', '  daily@example.org', '', `could not be delivered to ${MAILED}: 550 5.1.1 unknown user`],
    hard,
  ),
  bounce('message, sender and reader in angle brackets', 'Undeliverable mail', [
    `Message <1.abc@mail.example.org> from <daily@example.org> for <${MAILED}> could not be delivered: 554 5.7.1 spam`,
  ]),
  bounce(
    'a transcript whose first command succeeded',
    'Permanent Delivery Failure',
    [
      `Failed address: ${MAILED}`,
      '',
      '--- Session Transcript ---',
      ' Sat 10:00:00: --> MAIL From:<daily@example.org>',
      ' Sat 10:00:00: <-- 250 2.1.0 OK',
      ` Sat 10:00:00: --> RCPT To:<${MAILED}>`,
      ' Sat 10:00:00: <-- 550 unknown user',
    ],
    hard,
  ),
];
