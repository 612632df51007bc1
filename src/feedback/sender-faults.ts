import { soft, type BounceRule } from './bounce-rule.js';

/** "Unknown", "does not exist" and the like, said of our own address, domain or host. Asked before the same words about a reader. */
export const SENDER_FAULTS: readonly BounceRule[] = [
  soft(
    'sender-rejected',
    /\b(?:return[- ]?path|reverse[- ]?path|envelope sender|bounce address|from header|header from|sender verif\w+)\b[^;\n]{0,60}(?:not (?:exist|found|valid)|n't exist|unknown|invalid|unavailable|no such|fail)|\bsender .{0,20}\bnot (?:present|listed|found|known|in)\b|verification failed for <|mail from (?:an? )?(?:unknown|invalid)|syntax error in mail from|resolvable senders?|(?:no such|no account .{0,20}) sender\b/i,
    '550 Return path address does not exist',
  ),
  soft(
    'sender-rejected',
    /\b(?:your|sending|originating|envelope) domain\b.{0,40}(?:exist|not found|no mx|unknown|invalid|resolv)|no mx .{0,20}(?:for|of) (?:the |your )?(?:sending|sender|from|domain of mail)/i,
    '550 Your domain has no MX record',
  ),
  soft(
    'sender-rejected',
    /(?:absender|expéditeur|expediteur|remitente|remetente|mittente|afzender|avsändare|afsender|avsender|отправител|nadawc|odes[ií]latel|gönderen|αποστολέα)[^.:;,\n]{0,20} .{0,20}(?:unbekannt|existiert nicht|inconnu|invalide|n.existe|desconoci|inválid|no existe|não existe|sconosciut|non esiste|onbekend|bestaat niet|okänd|ukendt|ukjent|не (?:существует|найден)|nie istnieje|neexistuj|bulunamadı|mevcut değil|δεν υπάρχει)|(?:unbekannter|onbekende|неизвестный|nieznany|okänd|ukendt|ukjent) (?:absender|afzender|отправитель|nadawca|avsändare|afsender|avsender)|(?:送信者|差出人|送信元|发件人|發件人|寄件(?:人|者)).{0,20}(?:存在し|不存在|不明|見つか)/iu,
    '550 El dominio del remitente no existe',
  ),
  soft(
    'protocol',
    /\b(?:helo|ehlo) (?:argument|host|domain|name|check|greeting|string|command rejected)|\b(?:in|of|for|by|your|the) (?:the |your )?(?:helo|ehlo)\b/i,
    '550 Unknown host in HELO/EHLO mail.a.example',
  ),
  soft(
    'blocked',
    /\b(?:ip|client|relay)(?: ip)? address .{0,20}(?:unknown|invalid|not (?:accepted|listed|valid|found|known))|(?:host|address)(?: name)? of (?:the )?client|\b(?:your|dein|ihr) (?:host|server|hostname|host name|ip)\b[^.:;,\n]{0,20} (?:unknown|unbekannt|invalid|not (?:found|known|exist|listed))|(?:unknown host|host unknown):? [[(]?\d{1,3}\.\d|unavailable\. for explanation visit|mailbox (?:is )?unavailable (?:due to|because of)/i,
    '550 Your IP address is unknown to us',
  ),
  soft(
    'rate',
    /too many (?:\w+ )?(?:unknown|invalid|bad|non-?existent|wrong) (?:users|recipients|addresses)|(?:rate|ratio|number|percentage) of (?:unknown|invalid|bad|non-?existent)|invalid recipients? (?:rate|ratio|limit)/i,
    '550 too many unknown users from your host',
  ),
  soft(
    'relaying',
    /(?:user ?name|user|account|login)s?(?: name)? (?:or|and|\/) password/i,
    '535 Invalid user name or password',
  ),
  soft(
    'sender-rejected',
    /members? only|(?:allowed|permitted|authori[sz]ed) (?:posters|senders)|\b(?:allow|white|safe)[ -]?list/i,
    '550 You are not listed in the list of allowed posters',
  ),
  soft(
    'content',
    /\b(?:message-id|urls?|links?|signing|signature|reply-to|list-unsubscribe)\b[^:;\n]{0,60}(?:(?:domain|host|address) (?:is |that )?(?:does(?: not|n't) exist|not found|invalid|unknown)|\b(?:unknown|invalid|non-?existent) (?:domain|host))|(?:invalid|unknown|bad|illegal|malformed)\b.{0,40}\bin (?:the )?(?:\S{1,30} header\b|header \w|(?:from|to|cc)(?: header|:|$)|reply-to\b)/i,
    '550 Invalid address in From header',
  ),
  soft(
    'system',
    /\b(?:message|relay|gateway|smtp|mail ?server) (?:service )?(?:is |are )?no longer/i,
    '550 This relay is no longer in use, use smtp2.b.example',
  ),
];
