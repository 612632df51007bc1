import { soft, type BounceRule } from './bounce-rule.js';

/** More of what servers say about us or about the message, in the words of single products. None of it is a reader's fault. */
export const OWN_FAULTS: readonly BounceRule[] = [
  soft(
    'blocked',
    /\bblocked -|\b550 blocked|(?:server|host|network|ip(?: address)?) .{0,60}\bblocked|access from .{0,60}\bblocked|:blocked\)|bad ip profile|dynamic ips?\b|\bgo away\b|accepting mail from your ip|open proxy|no access from mail server|listed as abusive|confirm this mail server|server requires confirmation|unwanted messages have been sent|network,? not allowed|invalid ip for sending|is a dead domain|bounce attacks|permanently deferred|sender address blocked/i,
    '550 Extreme Bad IP Profile',
  ),
  soft(
    'relaying',
    /domain isn't in my list of allowed rcpthosts?|authenticate or the domain isn't|as a relay\b|insecure mail relay|relaying mail to|configured to relay mail|not a gateway\b|not local host|we don't handle mail for|requires authentication when|authentication (?:failure|credentials invalid|turned on)|authentification (?:requise|invalide)|incorrect authentication|submitter failed/i,
    "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
  ),
  soft(
    'no-ptr',
    /ip name lookup failed|cannot find your hostname|forward dns entry|unresolvable relay host|mismatches client ip|unverif[iy]able sending ip/i,
    '450 4.7.1 IP name lookup failed',
  ),
  soft(
    'rate',
    /max emails per hour|trop de connexions|try again slower/i,
    '421 Trop de connexions, veuillez verifier votre configuration',
  ),
  soft(
    'sender-rejected',
    /members?-only|closed mailing list|not subscribed to this group|not a member of this|(?:list of|approved) senders|bogus mail from|purported responsible|senderfilterconfig|emetteur invalide|envelope blocked|third-party dsns|registered gateway user|mail from not owned|administrative prohibition|unsigned dsn|organizational settings|backscatter protection|rule imposed mailbox|different address or alias|does not accept mail from|sender domain is empty|email address is not verified|sender was not authenticated|unresolvable rfc.5321/i,
    '550 Administrative prohibition - envelope blocked',
  ),
  soft(
    'content',
    /duplicate header|8-bit data in|invalid mime|unnecessary base64|binary content|illegal attachment|executable (?:attachment|files)|potential security issue|content presents a potential|header (?:error|is too long)|rfc ?5322 compliant|rfcmessagenoncompliant|images or other attachments|accepting mail with (?:attachments|embedded)/i,
    '552 5.7.0 This message was blocked because its content presents a potential security issue',
  ),
  soft(
    'too-big',
    /line limit exceeded|file too big|exceeds administrative limit|(?:message|mail) size limit|taille limite du message/i,
    '552 5.2.3 Message length exceeds administrative limit',
  ),
  soft(
    'policy',
    /starttls|without (?:tls|encryption)|requires? (?:encryption|tls)\b|tls (?:version|required)|certificate|high-strength ciphers/i,
    '553 This route requires encryption (TLS)',
  ),
  soft(
    'spam',
    /help_spam|bulk\.advertising|rejecting mail content|antispam|mass mailer|system has detected that this message/i,
    '554 Reject Bulk.Advertising',
  ),
];
