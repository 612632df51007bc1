/** What servers say at RCPT about us, the message or the moment, in words that also tell of a reader who is gone. */
export const SENDER_ANSWERS: readonly (readonly [answer: string, reason: string])[] = [
  // Our address
  ['550 Return path address does not exist', 'sender-rejected'],
  ['550 sender verify fail for <daily@example.org>: No such user here', 'sender-rejected'],
  ['550 Verification failed for <daily@example.org>; Response: 550 User unknown', 'sender-rejected'],
  ["550 Sender not present in the recipient's address book", 'sender-rejected'],
  ['550 mail from unknown user not accepted', 'sender-rejected'],
  ['501 5.1.3 Syntax error in MAIL FROM', 'sender-rejected'],
  ['550 Absender unbekannt', 'sender-rejected'],
  ["550 L'adresse de l'expéditeur n'existe pas", 'sender-rejected'],
  ['550 El dominio del remitente no existe', 'sender-rejected'],
  ['550 Mittente sconosciuto, il dominio non esiste', 'sender-rejected'],
  ['550 Afzender bestaat niet', 'sender-rejected'],
  ['550 Адрес отправителя не найден', 'sender-rejected'],
  ['550 nadawca nie istnieje', 'sender-rejected'],
  ['550 发件人不存在', 'sender-rejected'],
  // Our domain, host and network
  ['550 Your domain has no MX record', 'sender-rejected'],
  ['550 No MX found for domain of MAIL FROM', 'sender-rejected'],
  ['501 Sending domain must exist', 'sender-rejected'],
  ['550 HELO argument has invalid domain', 'protocol'],
  ['550 Unknown host in HELO/EHLO mail.example.org', 'protocol'],
  ['550 Your IP address is unknown to us', 'blocked'],
  ['550 Client IP address not accepted here', 'blocked'],
  ['550 host unknown: 192.0.2.7', 'blocked'],
  ['550 Requested action not taken: mailbox unavailable. For explanation visit http://b.example/c=bip', 'blocked'],
  ['550 too many unknown users from your host', 'rate'],
  ['550 Invalid recipients rate exceeded from your IP', 'rate'],
  ['535 Invalid user name or password', 'relaying'],
  ['550 You are not listed in the list of allowed posters', 'sender-rejected'],
  // The message
  ['550 Invalid address in From header', 'content'],
  ['550 bad address syntax in Reply-To', 'content'],
  ['550 Message-ID domain does not exist', 'content'],
  ['550 Message contains link to a domain that does not exist', 'content'],
  ['550 This host does not accept email without TLS', 'policy'],
  ['550 This relay is no longer in use, use smtp2.b.example', 'system'],
  // The moment
  ['550 User is not available at the moment', 'unknown-user'],
  ['550 no such user here (grey listed, try again in 5 min)', 'unknown-user'],
  ['550 user not found in cache, try again', 'unknown-user'],
];

/** The same words about a reader; their neighbours must not take them away. */
export const READER_ANSWERS: readonly string[] = [
  '550 Callout verification failed: 550 user unknown',
  '550 Empfänger unbekannt, Absender wird benachrichtigt',
  '550 Adresse des Empfängers existiert nicht',
  '550 No such user. Returning to sender',
  '550 No such user; check the address and try again',
  "550 The account does not exist. Please try double-checking the recipient's address for typos",
];
