/** Whom an answer is about. Only `recipient` says something about one reader. */
export type VerdictScope = 'relay' | 'sender' | 'message' | 'recipient';

/**
 * `suppress`: the address will never work. `retry`: later. `count`: this time lost, and worth counting. `pause`: stop and
 * tell a person. `fix`: the message is at fault.
 */
export type VerdictAction = 'suppress' | 'retry' | 'count' | 'pause' | 'fix';

export interface VerdictRule {
  readonly reason: string;
  readonly scope: VerdictScope;
  readonly action: VerdictAction;
  /** All that are given must match. */
  readonly text?: RegExp;
  readonly enhanced?: RegExp;
  readonly code?: RegExp;
  /** The line of a real server this rule was written for. */
  readonly seen: string;
}

/**
 * Answers to RCPT, DATA and the final dot; the first rule that matches decides. Answers that speak of us or of the message
 * stand before those that speak of the reader, because servers say "rejected" about everything.
 */
export const VERDICT_RULES: readonly VerdictRule[] = [
  {
    reason: 'sender-authentication',
    scope: 'sender',
    action: 'pause',
    enhanced: /^[45]\.7\.(2[0-7]|29|509|515)$/,
    seen: '550 5.7.515 Access denied, sending domain example.org does not meet the required authentication level.',
  },
  {
    reason: 'sender-authentication',
    scope: 'sender',
    action: 'pause',
    code: /^5/,
    text: /unauthenticated (?:e?mail|sender)|\bdmarc\b|(?:spf|dkim)\b.{0,30}\b(?:fail|not pass|required)/i,
    seen: '550 5.7.1 Unauthenticated email from example.org is not accepted due to domain’s DMARC policy.',
  },
  {
    reason: 'relay-login',
    scope: 'relay',
    action: 'pause',
    code: /^(530|534|535|538)$/,
    seen: '530 5.7.0 Authentication required',
  },
  {
    reason: 'relaying-denied',
    scope: 'relay',
    action: 'retry',
    text: /relay(?:ing)? (?:access )?(?:is )?(?:denied|not (?:permitted|allowed)|prohibited)|unable to relay|unauthorized relay|not permitted to relay|(?:isn't|not) in my list of allowed rcpthosts/i,
    seen: '554 5.7.1 <reader@example.org>: Relay access denied',
  },
  {
    reason: 'mailbox-full',
    scope: 'recipient',
    action: 'retry',
    enhanced: /^[45]\.2\.2$/,
    seen: '452 4.2.2 The email account that you tried to reach is over quota.',
  },
  {
    reason: 'mailbox-full',
    scope: 'recipient',
    action: 'retry',
    text: /\b(?:over|exceed(?:s|ed|ing)?)\b.{0,30}\b(?:quota|storage)|\bquota exceed|mailbox (?:is )?full|full mailbox|insufficient (?:disk|storage)|out of storage/i,
    seen: '552 Requested mail action aborted: exceeded storage allocation',
  },
  {
    reason: 'message-too-big',
    scope: 'message',
    action: 'fix',
    enhanced: /^5\.(2\.3|3\.4)$/,
    seen: '552 5.3.4 Message size exceeds fixed limit',
  },
  {
    reason: 'message-too-big',
    scope: 'message',
    action: 'fix',
    code: /^5/,
    text: /message (?:size|is too|too) (?:big|large|long|exceeds)|exceeds (?:the )?(?:fixed |maximum )?(?:message )?size/i,
    seen: '552 Message size exceeds maximum permitted',
  },
  {
    reason: 'spam',
    scope: 'message',
    action: 'retry',
    text: /\bspam\b|\bjunk ?mail\b|unsolicited|\bvirus\b|content (?:rejected|blocked|filter)|message (?:was )?(?:rejected|blocked) (?:due to|for) content/i,
    seen: '554 5.7.1 Message rejected because it looks like spam',
  },
  {
    reason: 'blocked',
    scope: 'sender',
    action: 'pause',
    text: /block ?list|black ?list|\bdnsbl\b|\brbl\b|spamhaus|spamcop|barracuda|reputation|your ip\b|\bbanned\b|\[?(?:TSS|S31)\d\d|poor reput|too many (?:connections|messages|recipients this)|rate limit|reverse (?:dns|hostname)|\bPTR\b|cannot find your/i,
    seen: '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org',
  },
  {
    reason: 'sender-refused',
    scope: 'sender',
    action: 'retry',
    enhanced: /^[45]\.1\.[78]$/,
    seen: '553 5.1.8 Sender address rejected: Domain not found',
  },
  {
    reason: 'sender-refused',
    scope: 'sender',
    action: 'retry',
    text: /sender (?:address )?(?:rejected|denied|refused|verify fail)|verify(?:ing)? sender|verification failed for <|\b(?:return[- ]?path|envelope sender|bounce address)\b.{0,40}(?:\bnot\b|unknown|invalid)|mail from (?:an? )?(?:unknown|invalid)|syntax error in mail from|\b(?:helo|ehlo)\b|in (?:the )?(?:from|reply-to) header/i,
    seen: '550 Sender verify failed',
  },
  {
    reason: 'policy',
    scope: 'recipient',
    action: 'count',
    code: /^5/,
    text: /recipient(?:'s|s)? preferences|too many (?:unknown|invalid) (?:users|recipients)/i,
    seen: '550 5.1.1 RCP-P2 Refused due to recipient preferences',
  },
  {
    reason: 'greylisted',
    scope: 'recipient',
    action: 'retry',
    text: /gr[ea]y[- ]?list|(?<!(?:and|please|or|then) )try again|temporarily deferred/i,
    seen: '450 4.2.0 <reader@example.org>: Recipient address rejected: Greylisted',
  },
  {
    // Microsoft's edge says this for addresses it does not know.
    reason: 'unknown-user',
    scope: 'recipient',
    action: 'suppress',
    enhanced: /^5\.4\.1$/,
    text: /recipient address rejected: access denied/i,
    seen: '550 5.4.1 Recipient address rejected: Access denied. [example.prod.protection.outlook.com]',
  },
  {
    // qmail's checkers sign every refusal with 5.7.1, also this one.
    reason: 'unknown-user',
    scope: 'recipient',
    action: 'suppress',
    enhanced: /^5\.7\.1$/,
    text: /no mailbox here by that name|that recipient does ?n[o']t exist/i,
    seen: '553 sorry, no mailbox here by that name (#5.7.1)',
  },
  {
    reason: 'policy',
    scope: 'sender',
    action: 'retry',
    enhanced: /^5\.7\.\d+$/,
    seen: '550 5.7.1 Message refused by local policy',
  },
  {
    reason: 'unknown-user',
    scope: 'recipient',
    action: 'suppress',
    enhanced: /^5\.1\.1$/,
    seen: '550 5.1.1 The email account that you tried to reach does not exist.',
  },
  {
    reason: 'unknown-host',
    scope: 'recipient',
    action: 'suppress',
    enhanced: /^5\.1\.2$/,
    seen: '550 5.1.2 Host unknown (Name server: no data known)',
  },
  {
    reason: 'bad-address',
    scope: 'recipient',
    action: 'suppress',
    enhanced: /^5\.1\.3$/,
    seen: '501 5.1.3 Bad recipient address syntax',
  },
  {
    reason: 'moved',
    scope: 'recipient',
    action: 'suppress',
    enhanced: /^5\.1\.6$/,
    seen: '550 5.1.6 recipient no longer on server: reader@example.org',
  },
  {
    reason: 'no-mail-host',
    scope: 'recipient',
    action: 'suppress',
    enhanced: /^5\.1\.10$/,
    seen: '556 5.1.10 Recipient address has null MX',
  },
  {
    // RFC 7504: 521 and 556 are said by hosts and domains that never take mail.
    reason: 'no-mail-host',
    scope: 'recipient',
    action: 'suppress',
    code: /^(521|556)$/,
    seen: '521 5.3.2 <reader@example.org>: Recipient address rejected: System not accepting network messages',
  },
  {
    reason: 'unknown-user',
    scope: 'recipient',
    action: 'suppress',
    enhanced: /^5\.1\.0$/,
    text: /(?:address|recipient) rejected/i,
    seen: '550 #5.1.0 Address rejected.',
  },
  {
    reason: 'closed-account',
    scope: 'recipient',
    action: 'suppress',
    code: /^5/,
    text: /\b(?:user|account|mailbox)\b[^.;]{0,40}\b(?:not activated|deactivated|no longer active)\b/i,
    seen: '550 <reader@example.org>... User account not activated',
  },
  {
    reason: 'unknown-user',
    scope: 'recipient',
    action: 'suppress',
    code: /^5/,
    text: /(?:user|recipient|mailbox|address|account)\b[^.;]{0,60}\b(?:unknown|not (?:be )?found|does ?n[o']t exist|no longer (?:exists|on server|available))|\b(?:unknown|no such|invalid) (?:(?:or illegal|local) )?(?:user|recipient|mailbox|alias|address)|(?:user|customer) does ?n[o']t have an?\b.{0,60}\baccount|no mailbox here by that name|RecipNotFound|not our customer|deactivated mailbox/i,
    seen: "554 delivery error: dd This user doesn't have a yahoo.com account (reader@yahoo.com)",
  },
];
