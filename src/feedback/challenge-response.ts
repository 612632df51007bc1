import type { ReadMail } from './read-mail.js';

/** A filter that asks unknown senders to prove themselves; the mail waits, nobody bounced. */
interface Challenge {
  readonly pattern: RegExp;
  readonly seen: string;
}

const CHALLENGES: readonly Challenge[] = [
  {
    pattern:
      /x-boxbe-notice|sender not pre-?approved|your message .{0,120}(?:has been|was) waitlisted|add yourself to my .{0,20}guest list/is,
    seen: 'Diagnostic-Code: X-Boxbe-Notice; Sender not pre-approved.',
  },
  {
    pattern: /(?:allow|accept)s? (?:incoming )?(?:messages|e-?mails?) only from (?:senders|people|addresses)/i,
    seen: 'To control spam, I now allow incoming messages only from senders I have approved beforehand.',
  },
  {
    pattern:
      /to (?:release|have) your (?:message|e-?mail)(?: released)?(?: for delivery| delivered)?,? (?:please )?(?:reply|click|send|confirm|visit|follow)/i,
    seen: 'To release your message for delivery, please send an empty message to the following address',
  },
  {
    pattern:
      /(?:verify|confirm|prove) (?:that )?(?:yourself|you are (?:a )?(?:real |human)|you're (?:a )?(?:real|human)|your (?:identity|e-?mail address) .{0,40}(?:before|so that|to deliver))/i,
    seen: 'Please verify yourself by clicking the link below; your message will then be delivered.',
  },
  {
    pattern:
      /(?:complete|finish) (?:the |this )?(?:one[- ]time )?(?:sender )?verification(?: process)?|sender (?:address )?verification (?:request|required|process)/i,
    seen: 'Please click the link below to complete the verification process.',
  },
  {
    pattern:
      /your (?:message|e-?mail) (?:is being|has been|was) (?:held|quarantined|queued).{0,160}(?:confirm|verif|approv|click|authenticat)/is,
    seen: 'Your message is being held because your address has not been verified.',
  },
  {
    pattern: /^your message to .{1,200} awaits moderator approval/i,
    seen: 'Subject: Your message to list awaits moderator approval',
  },
  {
    pattern: /your server requires confirmation|this account is protected by/i,
    seen: 'Your server requires confirmation.',
  },
  {
    pattern:
      /(?:click|follow) (?:on )?(?:the|this) link .{0,80}(?:so (?:that )?i can receive|to (?:be added|have your))/is,
    seen: 'Just this once, click the link below so I can receive your emails.',
  },
];

/** Filters that are known by the name they send under. Names in the text may be a reader's own domain. */
const NAMES =
  /antispam uol|tira-teima|\btmda\b|spam ?arrest|choicemail|mailblocks|bluebottle|sendio\b|boxbe|spamblocker/i;

/** A challenge in the clothes of a status report; any other report with a status is a report. */
const IN_STATUS = /x-boxbe-notice|sender not pre-?approved/i;

const FIRST_PAGE = 4_000;

/**
 * Whether a filter asks the sender to prove themselves. `statusText`: the server answers of a status report, undefined for
 * mail that holds none. Nothing is answered (RFC 3834 2), and nobody is suppressed.
 */
export function isChallenge(mail: ReadMail, statusText: string | undefined): boolean {
  if (statusText !== undefined) return IN_STATUS.test(statusText.slice(0, FIRST_PAGE));
  const text = `${mail.subject}\n${mail.text.slice(0, FIRST_PAGE)}`;
  return (
    NAMES.test(`${mail.header('from') ?? mail.from}\n${mail.subject}\n${mail.header('x-delivery-agent') ?? ''}`) ||
    CHALLENGES.some(({ pattern }) => pattern.test(text))
  );
}
