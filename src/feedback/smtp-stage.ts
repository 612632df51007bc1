/** The command a server refused, as far as a report tells. `looked-up`: it searched its own directory, whatever it answered to. */
export type SmtpStage = 'connect' | 'mail' | 'rcpt' | 'looked-up' | 'pipelined-rcpt' | 'data' | 'unknown';

interface StageSign {
  readonly stage: SmtpStage;
  readonly pattern: RegExp;
  /** Words of a real report. */
  readonly seen: string;
}

const SIGNS: readonly StageSign[] = [
  // Words of servers that look a name up in their own directory: they can only mean the recipient.
  {
    stage: 'looked-up',
    pattern: /recipient address rejected|unknown in \w+ (?:\w+ )?table/i,
    seen: '550 <a@b.example>: Recipient address rejected: User unknown in virtual mailbox table',
  },
  {
    stage: 'looked-up',
    pattern: /recipient name is not recognized|\(000c05a6\)/i,
    seen: 'The recipient name is not recognized MSEXCH:IMS:A:B:C 0 (000C05A6) Unknown Recipient',
  },
  {
    stage: 'looked-up',
    pattern: /\brcpt <[^<>]{1,320}> does not exist/i,
    seen: '554 Rcpt <a@b.example> does not exist',
  },
  {
    stage: 'looked-up',
    pattern: /not listed in .{0,30}(?:directory|address book)/i,
    seen: 'User a (a@b.example) not listed in Domino Directory',
  },
  { stage: 'looked-up', pattern: /^[ \t]*unknown user: \S{1,64}@/im, seen: 'Unknown user: a@b.example' },
  { stage: 'looked-up', pattern: /invalid user address/i, seen: 'Error: Invalid user address' },
  {
    stage: 'looked-up',
    pattern: /no mailbox here by that name/i,
    seen: 'Sorry, no mailbox here by that name. (#5.1.1)',
  },
  {
    stage: 'looked-up',
    pattern: /^550 <[^<>\s]{1,320}>\.\.\. user unknown/im,
    seen: '550 <a@b.example>... User unknown',
  },
  {
    stage: 'looked-up',
    pattern: /resolver\.adr|recipnotfound/i,
    seen: '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found',
  },
  {
    stage: 'looked-up',
    pattern: /annuaire domino|directorio de domino|ディレクトリ.{0,8}(?:見つか|ありません)|bad-mailbox/i,
    seen: 'X-PowerMTA-BounceCategory: bad-mailbox',
  },
  {
    stage: 'looked-up',
    pattern: /failed:\s+<?[^\s<>]{1,320}>?:?\s+user not found/i,
    seen: 'The following address(es) failed: a@b.example user not found',
  },
  { stage: 'looked-up', pattern: /invalid final delivery userid/i, seen: 'Invalid final delivery userid: a@b.example' },

  // A pipelining client shows the refusal of RCPT under DATA; these answers to DATA give it away.
  {
    stage: 'pipelined-rcpt',
    pattern: /need rcpt|no valid recipients|rcpt first|valid rcpt command/i,
    seen: '503 5.0.0 Need RCPT (recipient)',
  },
  {
    stage: 'data',
    pattern: /in\s+reply\s+to\s+(?:the\s+)?(?:end\s+of\s+)?data/i,
    seen: '(in reply to end of DATA command)',
  },
  { stage: 'rcpt', pattern: /in\s+reply\s+to\s+(?:the\s+)?rcpt/i, seen: '(in reply to RCPT TO command)' },
  { stage: 'mail', pattern: /in\s+reply\s+to\s+(?:the\s+)?mail/i, seen: '(in reply to MAIL FROM command)' },
  {
    stage: 'data',
    pattern:
      /after (?:end of data|(?:pipelined )?(?:sending )?data\b|transmi)|for (?:text|data) command|\(state 1[578]\)/i,
    seen: 'SMTP error from remote mail server after end of data:',
  },
  {
    stage: 'rcpt',
    pattern: /(?:after|following|for) (?:pipelined )?rcpt|\bsmtp:rcpt\b|rejected recipients? <|\(state 14\)/i,
    seen: 'SMTP error from remote mail server after RCPT TO:<a@b.example>:',
  },
  {
    stage: 'mail',
    pattern: /after (?:pipelined )?mail from|sender was rejected/i,
    seen: 'Connected to 192.0.2.225 but sender was rejected.',
  },
  {
    stage: 'connect',
    pattern: /after (?:initial connection|ehlo|helo)|refused to talk to me/i,
    seen: 'after initial connection: 550 Access denied',
  },
  {
    stage: 'data',
    pattern: /did not like our (?:final )?data|failed after i sent the message/i,
    seen: 'did not like our final DATA:554',
  },
  {
    stage: 'rcpt',
    pattern: /did not like our rcpt|does not like recipient|\[rcpt_to\]/i,
    seen: '192.0.2.25 does not like recipient.',
  },
  {
    stage: 'mail',
    pattern: /did not like our mail|\[mail_from\]/i,
    seen: '501 5.1.8 Sender address rejected [MAIL_FROM]',
  },
];

/** Reads the stage from a server's words or from the transcript of a session (`>>> RCPT To:<a@b>`). */
export function stageOf(text: string): SmtpStage {
  const sign = SIGNS.find(({ pattern }) => pattern.test(text));
  if (sign !== undefined) return sign.stage;
  // The first command whose answer is no success.
  const command =
    /(?:>>>|<<<|-->|SMTP command)\s+(MAIL|RCPT|DATA|EHLO|HELO)[^<>]*(?:<[^>]*>[^<>]*)?\s*(?:<<<|>>>|<--)(?!\s*[23]\d\d)|SMTP command\s+(DATA|RCPT|MAIL)/i.exec(
      text,
    );
  switch ((command?.[1] ?? command?.[2] ?? '').toUpperCase()) {
    case 'DATA':
      return 'data';
    case 'RCPT':
      return 'rcpt';
    case 'MAIL':
      return 'mail';
    case 'EHLO':
    case 'HELO':
      return 'connect';
    default:
      return 'unknown';
  }
}
