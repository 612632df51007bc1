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
  // The address, and the name before it.
  shows: (mail) => pattern.test(mail.from.trim()) || pattern.test(mail.header('from') ?? '<'),
  seen,
});
/** What a person answers repeats the subject of what they answer. */
const ANSWER = /^\s*(?:re|aw|sv|vs|antw|rif|odp)\s*:/i;
const subject = (points: number, pattern: RegExp, seen: string): BounceSign => ({
  points,
  shows: (mail) => !ANSWER.test(mail.subject) && pattern.test(mail.subject),
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
    /^<?$|mailer[-_. ]?daemon|mail[ -]?(?:delivery|er) (?:sub)?system|post[-_]?master|mail administrator|^mailer@|system administrator|^mdaemon@|mail deliver|microsoft ?exchange|mail[- ]?(?:router|system|robot|daemon)\b|content-filter at|delivery (?:agent|status)|^mta@|^bounces?@/i,
    'Mail Delivery System <MAILER-DAEMON@mx.example>',
  ),
  { points: 1, shows: (mail) => /^<>$/.test(mail.header('return-path')?.trim() ?? ''), seen: 'Return-Path: <>' },
  subject(
    2,
    /undeliver|unzustellbar|nicht zugestellt|non remis|non distribu|no se puede entregar|no entregado|mancato recapito|onbestelbaar|niet bezorgd|delivery (?:status|failure|problem|error|has failed|notification|report|unsuccessful)|deliver.{0,20}fail|fail(?:ure|ed)\b.{0,20}(?:notice|deliver|mail)|returned (?:mail|to sender|message)|mail (?:system )?error|could not be delivered|mail delivery|mail fail(?:ed|ure)|undelivered|unable to deliver|(?:message|mail) frozen|delivery (?:is |was |has been )?delay|delayed mail|could not be sent|not member article|request to mailing list .{1,100} rejected|rejected:|blocked by our .{0,40}filter|returning to sender|error sending your mail|non[- ]?delivery|not delivered|message (?:delayed|status)|warning: .*(?:delayed|could not send)|メールエラー|配信|未达|退信|投递失败|невозможно доставить|не ?доставлен|не удалось доставить|failure notice|nicht zustellbar|zustellung|échec|non délivré|remise|imposible|no se pudo|não entregue|não é possível entregar|går inte att leverera|nie można dostarczyć|не уда[её]тся доставить|无法传递|배달되지|ei voitu toimittaa|falha na entrega|non recapit|impossibile|niet afgeleverd|kunde inte|olevererbar|kan ikke leveres|niedostarczon|nie ?dostarczon|nedoručiteľn|nedoručiteln|kézbesíthetetlen|nelivrat|iletilemedi|teslim edilemedi|未送達|未配信|配送(?:エラー|失敗)|送信できません|無法傳遞|无法投递|无法送达|退件|배달 (?:실패|불가)|반송/iu,
    'Undelivered Mail Returned to Sender',
  ),
  {
    points: 3,
    shows: (mail) => mail.header('x-failed-recipients') !== undefined,
    seen: 'X-Failed-Recipients: reader@b.example',
  },
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
  words(
    1,
    /nicht zugestellt|unzustellbar|n'(?:a|ont) pas pu être|pas été (?:remis|distribu)|no (?:pudo|ha podido|se pudo) (?:ser |entregar)|non (?:è stato possibile|ha potuto|è stato) (?:consegn|recapit)|não (?:pôde|foi possível) (?:ser )?entreg|niet (?:worden )?(?:bezorgd|afgeleverd)|kunde inte levereras|kunne ikke leveres|nie (?:mogła|może|została) .{0,20}dostarczon|nelze doručit|не может быть доставлен|не удалось доставить|не был[аои]? доставлен|无法(?:投递|送达|发送)|無法(?:傳送|送達|遞送)|退信|(?:配信|送信|お届け)でき(?:ません|なかった)|전송(?:되지|할 수 없)|배달되지/iu,
    'Ihre Nachricht konnte nicht zugestellt werden',
  ),
  words(
    1,
    /(?:message|mail) (?:that )?you sent .{0,60}rejected|(?:message|mail) (?:was|has been) (?:rejected|blocked|refused|returned)|not reachable|did not receive|not a member of this mailing list|not allowed to post/i,
    'A message that you sent was rejected by the local scanning code',
  ),
  { points: 1, shows: (_mail, human) => DELAYED.test(human), seen: 'This is just a warning' },
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
  /will be retried|(?:has|have) (?:been|not yet been|not been) (?:delayed|delivered (?:yet|to .{0,60} for))|has not yet been delivered|still (?:trying|being retried)|warning message only|do not need to resend|delivery .{0,40}delayed|will continue to (?:be )?(?:try|attempt)|this is a warning|we will (?:keep|continue) (?:on )?trying|attempts will continue|delays in delivering|recipients? (?:is|are|(?:has|have) been) delayed|delivery is delayed|not be delivered yet|just a warning|advisory[- ]only|has been postponed|no action is required on your part|(?:kept|remains?) in the (?:mail )?queue|temporary failure report|not need to re-?send|noch nicht zugestellt|zustellversuche|encore (?:été|pu être) (?:remis|distribu|délivr)|повторные попытки/i;

/** Notices of mail that arrived, where nothing in them speaks of a failure. */
export const saysDelivered = (human: string): boolean => ARRIVED.test(human) && !FAILED.test(human);
const ARRIVED =
  /successful delivery notification|(?:was|were|been) (?:successfully )?(?:delivered|relayed) to (?:the following|these)|successfully (?:delivered|relayed)|relayed; expect no further/i;
const FAILED =
  /\b(?:(?<!do )not|never|cannot|unable|fail\w*|fatal|error|reject\w*|refus\w*|undeliver\w*)\b|n't\b|(?:^|\s)[45]\d\d[ -]|\b[45]\.\d{1,3}\.\d{1,3}\b/i;
