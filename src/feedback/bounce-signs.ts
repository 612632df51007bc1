import type { ReadMail } from './read-mail.js';

/** One thing that makes a mail look like a report of something that was not delivered. */
interface BounceSign {
  readonly points: number;
  readonly shows: (mail: ReadMail, human: string) => boolean;
  /** What a real report had there. */
  readonly seen: string;
}

const sender = (points: number, pattern: RegExp, seen: string): BounceSign => ({
  points,
  shows: (mail) => pattern.test(mail.from.trim()),
  seen,
});
const subject = (points: number, pattern: RegExp, seen: string): BounceSign => ({
  points,
  shows: (mail) => pattern.test(mail.subject),
  seen,
});
const words = (points: number, pattern: RegExp, seen: string): BounceSign => ({
  points,
  shows: (_mail, human) => pattern.test(human),
  seen,
});

/** Points that are needed: no single sign of people's mail reaches it alone. */
const ENOUGH = 3;

const SIGNS: readonly BounceSign[] = [
  sender(
    2,
    /^<?$|mailer[-_. ]?daemon|mail[ -]?(?:delivery|er) (?:sub)?system|post[-_]?master|mail administrator|^mailer@|system administrator|^mdaemon@|mail deliver/i,
    'Mail Delivery System <MAILER-DAEMON@mx.example>',
  ),
  subject(
    2,
    /undeliver|unzustellbar|nicht zugestellt|non remis|non distribu|no se puede entregar|no entregado|mancato recapito|onbestelbaar|niet bezorgd|delivery (?:status|failure|problem|error|has failed|notification|report|unsuccessful)|deliver.{0,20}fail|fail(?:ure|ed)\b.{0,20}(?:notice|deliver|mail)|returned (?:mail|to sender|message)|mail (?:system )?error|could not be delivered|mail delivery|mail failed|returning to sender|error sending your mail|non[- ]?delivery|not delivered|message (?:delayed|status)|warning: .*(?:delayed|could not send)|メールエラー|配信|未达|退信|投递失败|невозможно доставить|не доставлено/iu,
    'Undelivered Mail Returned to Sender',
  ),
  {
    points: 3,
    shows: (mail) => mail.header('x-failed-recipients') !== undefined,
    seen: 'X-Failed-Recipients: reader@b.example',
  },
  { points: 1, shows: (mail) => /^<>$/.test(mail.header('return-path')?.trim() ?? ''), seen: 'Return-Path: <>' },
  words(
    1,
    /(?:could|can) ?not be (?:delivered|sent|reached)|(?:couldn't|could not|unable to|wasn't able to|not able to|failed to|cannot) (?:be )?deliver|did not reach|deliver(?:y|ed)? (?:to .{0,80})?(?:failed|has failed|error|attempt)|permanent(?:ly)? (?:fatal )?(?:error|fail)|fatal errors?|following (?:recipients?|address(?:es)?)|wasn't delivered|undeliverable|was(?: not|n't) delivered|not yet been delivered|returned (?:mail|undelivered)|rejected your message|invalid user address|transcript of (?:the )?session|error was detected|failed recipients|automatically rejected/i,
    'could not be delivered to one or more recipients',
  ),
  words(
    2,
    /(?:could ?n.t|could not|cannot|was not|unable to) (?:be )?deliver\w*(?: (?:your |the )?message)? to:?\s*<[^<>\s]+@[^<>\s]+>/i,
    'Could not be delivered to: <reader@b.example> As their mailbox is full.',
  ),
  // qmail and its children in any language: an address alone on its line, with a colon.
  words(1, /^<[^<>\s]+@[^<>\s]+>:\s*$/m, '<reader@b.example>:'),
  words(1, /\b[45]\d\d[ -].{3}|\b[45]\.\d\.\d{1,3}\b/, '550 5.1.1 User unknown'),
];

/** From a mail system, or with its usual subject, and saying that something was not delivered. */
export function looksLikeBounce(mail: ReadMail, human: string): boolean {
  const points = SIGNS.filter(({ shows }) => shows(mail, human)).reduce((sum, sign) => sum + sign.points, 0);
  return points >= ENOUGH;
}

/** Notices of mail that is still on its way. */
export const DELAYED =
  /will be retried|(?:has|have) (?:been|not yet been|not been) (?:delayed|delivered (?:yet|to .{0,60} for))|has not yet been delivered|still (?:trying|being retried)|warning message only|do not need to resend|delivery .{0,40}delayed|will continue to (?:be )?(?:try|attempt)|this is a warning|we will (?:keep|continue) (?:on )?trying|attempts will continue/i;
