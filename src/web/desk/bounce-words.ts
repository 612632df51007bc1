import type { Newsroom } from '../../newsletters/newsroom.js';

/** What the desk calls the reasons of bounces and suppressions. */
const REASONS: Readonly<Record<string, string>> = {
  abuse: 'reported as unwanted',
  fraud: 'reported as fraud',
  'opt-out': 'asked to be left alone',
  'unknown-user': 'nobody has this address',
  'unknown-host': 'its domain does not exist',
  'bad-address': 'it is no mail address',
  'closed-account': 'the account is closed',
  'no-mail-host': 'its domain takes no mail',
  moved: 'the reader has moved',
  'mailbox-full': 'the mailbox stays full',
  disabled: 'the mailbox is switched off',
  expired: 'its server could not be reached for days',
  network: 'its server could not be reached for days',
  filtered: 'its server refuses without saying why',
  manual: 'by decision of a person',
};

export const bounceReasonWords = (reason: string): string => REASONS[reason] ?? reason;

/** The newsroom's rule in sentences, for editors. */
export function softBounceWords({ days, within }: Newsroom['softBounces']): string {
  const often = days === 1 ? 'at the first failure' : `after failures on ${days} different days`;
  const window = days === 1 ? '' : ` within ${within} day${within === 1 ? '' : 's'}`;
  return (
    `An address that does not exist and a reader who reports a mail as unwanted are suppressed at once. A mailbox that is full or ` +
    `cannot be reached is suppressed ${often}${window}, unless a mail got through in between. When a provider refuses us ` +
    `(block lists, policy, missing authentication), no reader is suppressed: its mail waits, and you are told.`
  );
}
