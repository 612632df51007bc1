import { hard, soft, type BounceRule } from './bounce-rule.js';
import { GONE_ABROAD } from './gone-abroad.js';

/** Words for an address that will never work, and the look-alikes that must be asked first. */
export const GONE_RULES: readonly BounceRule[] = [
  hard(
    'no-mail-host',
    /does(?: not|n't) (?:accept|receive) (?:any )?(?:e-?)?mails?(?!\w| (?:from|over|via|without|with|in|that|unless|larger|through|using)\b)|indicated no smtp service|mail receiving disabled|destination seems? to reject all mails?|null mx|no mx (?:found|record|host)|nullmx|mail host (?:does not exist|refuses)|system not accepting network messages|type=mx: malformed/i,
    '556 5.1.10 Recipient address has null MX: host/domain does not accept mail',
  ),
  hard(
    'moved',
    /(?:user|account|recipient|address|mailbox) (?:has |is )?(?:moved|changed)|no longer (?:has an account|valid|exists?|in use|at|with|works|employed|available)|new (?:e-?mail )?address is|not our customer|no longer on|has been replaced by/i,
    '551 5.1.6 The recipient no longer has an account on this server',
  ),
  soft(
    'network',
    /host not found,? try again|temporary (?:failure|error) in (?:name resolution|mx lookup)/i,
    'Name service error for name=b.example type=MX: Host not found, try again',
  ),
  hard(
    'unknown-host',
    /domain [^:;,]{0,60}(?:does(?: not|n'?t) exist|is (?:unknown|invalid)|must exist|not found)|domain (?:does(?: not|n'?t)|must) exist|name or service not known|account or domain may not exist|\b553 \S{1,253} does not exist|bad-domain/i,
    'The mail domain mentioned in the e-mail address is unknown',
  ),
  hard(
    'unknown-host',
    /(?:host|domain)(?: name| or domain name)? (?:is )?(?:unknown|not (?:found|exist)|does not exist)|domain is not reachable|unknown (?:host|domain)|no such (?:domain|host)|host or domain name not found|(?:illegal|invalid|bad) (?:host|domain)|unroute?able (?:mail )?(?:address|domain)|couldn't find any host|bad destination (?:system|host)|domain has .{0,20}(?:expired|no (?:mx|mail))|non-?existent (?:host|domain)|dns lookup failure: host|domain name not found|no such host|nxdomain/i,
    '550 Unrouteable address',
  ),
  hard(
    'unknown-user',
    /(?:user|recipient|address|mailbox|account|alias|addressee|customer)(?: name| address|\(s\))?\S*(?: account)?[ :-]+(?:is |was )?(?:not? ?(?:\b)?(?:found|known|exist|listed|recogni[sz]ed|valid|available)|unknown|does(?: not|n't) exist|doesn't have|couldn't be found|invalid|unavailable|non-?exist|not a (?:valid|known))|(?:unknown|no such|invalid|non-?existent|bad|illegal|undefined|incorrect|not a valid) (?:or illegal )?(?:local )?(?:user|recipient|mailbox|address|alias|account|e-?mail|destination)|address rejected: access denied|no (?:mail ?box|account|user|recipient|one) (?:here|by|with|of|exists?|at|available)|bad_recipient|not an? (?:active|valid|known) (?:address|user|mailbox|recipient)|(?:account|user|mailbox|recipient) .{0,40}(?:does(?: not|n't) exist|not found|unknown|couldn't be found|is unknown)|does(?: not|n't) have an? .{0,60}account|recipnotfound|recipientnotfound|unknown user|not listed in|name is not recognized|doesn't have a|#?5\.1\.0 address rejected|address couldn't be found|invalid recipient/iu,
    '550 5.1.1 <a@b.example>: Recipient address rejected: User unknown in local recipient table',
  ),
  hard(
    'unknown-user',
    /\bno .{1,80} in (?:the |name )?(?:directory|address book)|not (?:present|listed) in .{0,40}(?:directory|address book|list)|\brcpt [<(]{0,2}[^<>\s]{1,320}>?\)? (?:does(?: not|n't)|didn't) exist|<[^<>\s]{1,320}>:? (?:was |is )?not found/i,
    '550 <a@b.example> not found',
  ),
  hard(
    'unknown-user',
    /(?:mail ?box|user|recipients?|address(?:es)?|account) (?:is |was |were |has |are )?(?:unava\w*ble|not (?:present|local|ok|hosted|there)|not accepted(?!\.? (?:for|due|because|\())|unknown|could ?n[o']t be (?:found|verified))|(?:can't|cannot|do(?:es)? not) accept (?:user|recipient)|recipient address rejected:? (?:invalid|unknown|no such|\(in reply to rcpt)|destination server rejected recipient/i,
    '550 Recipient address rejected: invalid-recipient',
  ),
  hard(
    'unknown-user',
    /no (?:such )?(?:mail ?box|person|user|account|address)(?: \S{1,64})? (?:found|at this|on this|in this)|not an? (?:local |e-?mail |existing |deliverable )+address|not e-?mail addresses|unknown (?:virtual user|(?:e-?mail|local)[- ]?(?:address|part))|e-?mail name is not found|non-?existing? (?:user|mail ?box|address)/i,
    '550 Unknown local part a in <a@b.example>',
  ),
  hard(
    'unknown-user',
    /badrcptto|badrecipientto|validrcptto|envelope recipient (?:is|has)|domain or user isn't in my list|invalid final delivery userid|missing home directory|vdeliver\w*: (?:invalid|unknown)|no valid recipients(?: for this|, bye)|\bbad-mailbox\b/i,
    '550 sorry, your envelope recipient is in my badrcptto list',
  ),
  ...GONE_ABROAD,
  // Whatever it was called: "this spectator does not exist".
  hard(
    'unknown-user',
    /\bthis (?:\w{2,20} ){1,2}does(?: not|n't) exist|\b[45]\d\d[ -](?:\d\.\d\.\d{1,3} )?does(?: not|n't) exist/i,
    '550 this spectator does not exist',
  ),
];
