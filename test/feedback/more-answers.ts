/** More of what servers answer: the status a relay wrote, the answer, the verdict and its reason. */
export const MORE_ANSWERS: readonly (readonly [status: string, answer: string, verdict: string, reason: string])[] = [
  // Nobody there, in other words
  ['5.0.0', '550 <reader@b.example> not found (in reply to RCPT TO command)', 'hard', 'unknown-user'],
  ['5.0.0', '550 Unknown local part reader (in reply to RCPT TO command)', 'hard', 'unknown-user'],
  ['5.0.0', '550 mailbox not present (in reply to RCPT TO command)', 'hard', 'unknown-user'],
  [
    '5.0.0',
    '550 sorry, your envelope recipient is in my badrcptto list (in reply to RCPT TO command)',
    'hard',
    'unknown-user',
  ],
  ['5.0.0', "550 Can't accept user (in reply to RCPT TO command)", 'hard', 'unknown-user'],
  ['5.0.0', '550 this spectator does not exist (in reply to RCPT TO command)', 'hard', 'unknown-user'],
  ['5.0.0', '550 no reader in name directory (in reply to RCPT TO command)', 'hard', 'unknown-user'],
  ['5.1.0', '550 5.1.0 User unknown (in reply to end of DATA command)', 'hard', 'unknown-user'],
  ['5.0.0', '553 Recipient address no longer exists (in reply to RCPT TO command)', 'hard', 'moved'],
  ['5.0.0', '550 Nie ma takiego użytkownika (in reply to RCPT TO command)', 'hard', 'unknown-user'],
  ['5.0.0', '550 Пользователь reader не найден (in reply to RCPT TO command)', 'hard', 'unknown-user'],
  ['5.0.0', '550 Kullanıcı bulunamadı (in reply to RCPT TO command)', 'hard', 'unknown-user'],
  ['5.0.0', '550 존재하지 않는 사용자입니다 (in reply to RCPT TO command)', 'hard', 'unknown-user'],
  ['5.0.0', '550 无此用户 (in reply to RCPT TO command)', 'hard', 'unknown-user'],
  ['5.0.0', '550 The mail domain mentioned in the e-mail address is unknown', 'hard', 'unknown-host'],
  ['5.0.0', 'an MX or SRV record indicated no SMTP service', 'hard', 'no-mail-host'],
  [
    '4.1.1',
    '450 4.1.1 <reader@b.example>: Recipient address rejected: User unknown in local recipient table',
    'hard',
    'unknown-user',
  ],
  // Temporary answers are no proof
  ['5.0.0', '450 Mailbox unavailable (in reply to RCPT TO command)', 'soft', 'unknown-user'],
  ['4.2.2', '450 4.2.2 No such user here (in reply to RCPT TO command)', 'soft', 'unknown-user'],
  ['5.1.1', '421 Service not available, closing transmission channel', 'soft', 'system'],
  ['5.1.1', '451 4.7.1 Greylisted, please try again in 300 seconds', 'soft', 'policy'],
  ['4.4.3', 'Name service error for name=b.example type=MX: Host not found, try again', 'soft', 'network'],
  // A relay wrote "user unknown"; the server said something else
  ['5.1.1', '550 5.7.1 Access denied', 'soft', 'policy'],
  ['5.1.1', '550 Email blocked by Spamhaus', 'soft', 'blocked'],
  // About the sender, however it sounds
  ['5.1.7', '550 5.1.7 Invalid address', 'soft', 'sender-rejected'],
  ['5.0.0', '553 Domain of sender address daily@example.org does not exist', 'soft', 'sender-rejected'],
  ['5.5.4', '501 5.5.4 Invalid domain name', 'soft', 'protocol'],
  ['5.0.0', '550 This server does not accept mail from your provider', 'soft', 'sender-rejected'],
  ['5.0.0', '550 Email not accepted for policy reasons', 'soft', 'policy'],
  ['5.0.0', "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", 'soft', 'relaying'],
  ['5.2.2', '550 5.2.2 Submission quota exceeded', 'soft', 'rate'],
  ['5.0.0', '421 Too many invalid recipients', 'soft', 'rate'],
  // About the reader, and no proof
  ['5.1.1', '550 5.1.1 RCP-P2 Refused due to recipient preferences', 'soft', 'filtered'],
  ['5.0.0', '550 The recipient account is blocked', 'soft', 'disabled'],
];
