import { soft, type BounceRule } from './bounce-rule.js';
import { GONE_RULES } from './gone-rules.js';
import { OWN_FAULTS } from './own-faults.js';
import { SENDER_FAULTS } from './sender-faults.js';

/**
 * Words before codes: servers put "mailbox full" behind 5.1.0 and "blacklisted" behind 5.1.1. What is about us, the message
 * or the moment comes first, because suppressing a healthy reader is the worse mistake.
 */
export const BOUNCE_RULES: readonly BounceRule[] = [
  soft(
    'rate',
    /quota for sending|daily message quota|submission quota|smtp relay (?:sending )?limit|reached your daily limit|maximum sending rate|daily (?:user )?sending (?:quota|limit)|sending (?:quota|limit) (?:has been )?exceeded/i,
    '421 4.7.28 Gmail has detected this message exceeded its quota for sending messages with the same Message-ID',
  ),
  soft(
    'mailbox-full',
    /full mailbox|bo[iî]te .{0,30}pleine|buz[oó]n lleno|casella .{0,20}piena|postfach .{0,20}voll|mail ?(?:box|folder) (?:is |was |has |would )?(?:currently )?(?:full|exceed|over)|over ?quota|quota (?:has been )?exceed|exceed\w* .{0,30}quota|disk quota|out of storage|storage quota|mailbox size limit|inbox is (?:full|out)|maximum mailbox|not enough (?:disk )?space in|user has (?:too many|exhausted)|exceeded storage|容量|一杯/iu,
    '552 5.2.2 <a@b.example>: Recipient address rejected: Mailbox full',
  ),
  soft(
    'auth-failed',
    /dmarc|\bspf\b|\bdkim\b|unauthenticated|authentication (?:checks? )?(?:failed|required)|sender is unauthenticated|not allowed to send from|smtp authentication in your/i,
    "550 5.7.26 Unauthenticated email from b.example is not accepted due to domain's DMARC policy.",
  ),
  soft(
    'no-ptr',
    /\bptr\b|reverse dns|rdns|reverse (?:lookup|hostname)|require\w* .{0,40}(?:dns|reverse)/i,
    '550 5.7.25 The IP address sending this message does not have a PTR record setup',
  ),
  soft(
    'rate',
    /rate[ -]?limit|receiving mail (?:at a rate|too quickly)|too many (?:invalid |bad |unknown |smtp )?(?:connections|messages|recipients|concurrent|emails|mails|commands|sessions|errors from)|receive limit|thread limit|exceeded their limit|excessive volume|message threshold|messages? per (?:connection|hour)|frequency limited|connection (?:rate )?limit|throttl|sending rate|unusual rate|too fast/i,
    '550-5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages',
  ),
  soft(
    'filtered',
    /recipient(?:'s|s)? preferences|rejected due to user rules|user refuses to receive|blocked by the recipient|rejected by recipients?\b|only accepting mail from specific|bounced address|restricted sms|id refuse to receive/i,
    "550 RCP-P2 The attempted recipient's preferences prevent messages from being delivered",
  ),
  // A block list by its name, before the word "spam" in that name.
  soft(
    'blocked',
    /blocked using|\brbl\b|dnsbl|spamhaus|spamcop|sorbs\.net|abuseat|uceprotect|barracudacentral|\bs31[45]0\b|block ?list/i,
    '554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org',
  ),
  soft('virus', /\bvirus|malware|infected|mcspamsignature/i, '554 email rejected: message contains a virus'),
  soft(
    'spam',
    /\bspam|unsolicited|\bube\b|\buce\b|junk ?mail|looks like (?:bulk|spam)|bulk mail|mail rejected\.? ofr|content (?:was )?(?:rejected|blocked|filter)/i,
    '550 5.7.1 Message content rejected, UBE, id=22220-02-222',
  ),
  soft(
    'blocked',
    /black ?list|blocked (?:by|for|from|due)|sorbs|barracuda|poor reputation|ip reputation|low reputation|bad reputation|reputation|client host (?:rejected|blocked)|open relay|not accepting connections|connections? not accepted|blocked ip|(?<!not )listed (?:in|at|on) |access from .{0,60}(?:denied|refused)|unexpected volume|service permit|user complaints|banned|may not be mail exchanger/i,
    '550 5.7.1 Refused because of the low reputation of 192.0.2.5',
  ),
  soft(
    'relaying',
    /relay(?:ing)? (?:access )?(?:denied|not (?:allowed|permitted))|no relaying|unable to relay|not permitted to relay|authenticated? (?:sender|first)|we do not relay|please use the smtp server of your/i,
    '554 5.7.1 <a@b.example>: Relay access denied',
  ),
  soft(
    'sender-rejected',
    /sender (?:address )?(?:rejected|denied|verify failed|not allowed|unknown)|unknown sender|domain of sender|from:? domain|valid from:|\bbatv\b|sender'?s? (?:e-?mail )?(?:address|domain).{0,60}(?:does not (?:exist|resolve)|not (?:exist|found)|is (?:unknown|invalid))|unroutable sender|sending to\/from an address|permission to post|nicht berechtigt|bad sender|invalid sender|sender is not|from address|cannot send e-?mail to yourself/i,
    '501 5.1.8 Sender address rejected',
  ),
  ...OWN_FAULTS,
  ...SENDER_FAULTS,
  soft(
    'disabled',
    /mailbox (?:\S{1,64} )?unavailable or access den|inactive e-?mail address|extended inactivity|user is terminated|recipient suspend|archived recipient|destinataire archiv/i,
    '550 Mailbox unavailable or access denied',
  ),
  soft(
    'disabled',
    /(?:account|mailbox|user|recipient|inbox)(?:\(s\) account)?\S* .{0,30}(?:disabled|suspended|frozen|inactive|locked|deactivated|not active|bloque|blocked|expired)|disabled (?:recipient|account|user)|inactive (?:user|account|mailbox)/i,
    '550 5.2.1 The email account that you tried to reach is disabled.',
  ),
  soft(
    'too-big',
    /message (?:is )?too (?:big|large)|size (?:limit )?exceed|exceeds? .{0,30}(?:maximum|size)|message size|too large/i,
    '552 5.3.4 Message size exceeds fixed maximum message size (10485760)',
  ),
  soft('loop', /too many hops|hop count|routing loop|mail loop|loops? back/i, '554 5.4.6 Too many hops'),
  ...GONE_RULES,
  soft(
    'expired',
    /(?:retry|delivery) time(?:out)? (?:was )?(?:exceeded|expired)|expired|giving up\b(?! on )|could not be delivered for|in the queue too long|failed \d+ attempts|failing for a long time|not delivered within|too long|could ?n.t be delivered within/i,
    'Message could not be delivered for 5 days',
  ),
  soft(
    'network',
    /connection (?:timed out|refused|reset|lost|closed|dropped)|time(?:d )?[ -]?out|no route|unreachable|lookup fail|name server|dns error|host not reachable|did not accept our requests to connect|network|could not find a gateway/i,
    'connect to b.example[192.0.2.1]:25: Connection timed out',
  ),
  soft(
    'policy',
    /polic(?:y|ies)|not (?:allowed|permitted|accepted|authorized)|access denied|rejected|refused|denied|forbidden|filtered|security/i,
    '554 5.7.9 Message not accepted for policy reasons.',
  ),
  soft(
    'system',
    /(?:service|system|server|resources?) .{0,30}(?:unavailable|error|fail|busy|not available|problem)|try (?:again|later)|temporar|insufficient|internal|disk|local error|mailer error|misconfig/i,
    '421 4.3.0 Service unavailable, try again later',
  ),
];
