/** The command a server refused, as far as a report tells. */
export type SmtpStage = 'connect' | 'mail' | 'rcpt' | 'pipelined-rcpt' | 'data' | 'unknown';

interface StageSign {
  readonly stage: SmtpStage;
  readonly pattern: RegExp;
  /** Words of a real report. */
  readonly seen: string;
}

const SIGNS: readonly StageSign[] = [
  // Words of servers that look a name up in their own directory: they can only mean the recipient.
  {
    stage: 'rcpt',
    pattern: /recipient address rejected|unknown in \w+ (?:\w+ )?table/i,
    seen: '550 <a@b.example>: Recipient address rejected: User unknown in virtual mailbox table',
  },
  {
    stage: 'rcpt',
    pattern: /recipient name is not recognized|\(000c05a6\)/i,
    seen: 'The recipient name is not recognized MSEXCH:IMS:A:B:C 0 (000C05A6) Unknown Recipient',
  },
  { stage: 'rcpt', pattern: /\brcpt <[^<>]{1,320}> does not exist/i, seen: '554 Rcpt <a@b.example> does not exist' },
  {
    stage: 'rcpt',
    pattern: /not listed in .{0,30}(?:directory|address book)/i,
    seen: 'User a (a@b.example) not listed in Domino Directory',
  },
  { stage: 'rcpt', pattern: /^[ \t]*unknown user: \S{1,64}@/im, seen: 'Unknown user: a@b.example' },
  { stage: 'rcpt', pattern: /invalid user address/i, seen: 'Error: Invalid user address' },
  { stage: 'rcpt', pattern: /no mailbox here by that name/i, seen: 'Sorry, no mailbox here by that name. (#5.1.1)' },
  {
    stage: 'rcpt',
    pattern: /^550 <[^<>\s]{1,320}>\.\.\. user unknown/im,
    seen: '550 <a@b.example>... User unknown',
  },
  { stage: 'rcpt', pattern: /resolver\.adr|recipnotfound/i, seen: '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found' },

  // A pipelining client shows the refusal of RCPT under DATA; these answers to DATA give it away.
  {
    stage: 'pipelined-rcpt',
    pattern: /need rcpt|no valid recipients|rcpt first|valid rcpt command/i,
    seen: '503 5.0.0 Need RCPT (recipient)',
  },
  { stage: 'data', pattern: /in reply to (?:the )?(?:end of )?data/i, seen: '(in reply to end of DATA command)' },
  { stage: 'rcpt', pattern: /in reply to (?:the )?rcpt/i, seen: '(in reply to RCPT TO command)' },
  { stage: 'mail', pattern: /in reply to (?:the )?mail/i, seen: '(in reply to MAIL FROM command)' },
  {
    stage: 'data',
    pattern: /after (?:end of data|(?:pipelined )?(?:sending )?data\b|transmi)/i,
    seen: 'SMTP error from remote mail server after end of data:',
  },
  {
    stage: 'rcpt',
    pattern: /after rcpt|following rcpt/i,
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
  const command =
    /(?:>>>|SMTP command)\s+(MAIL|RCPT|DATA|EHLO|HELO)[^<>]*(?:<[^>]*>[^<>]*)?\s*<<<|SMTP command\s+(DATA|RCPT|MAIL)/i.exec(
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
