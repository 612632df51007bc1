import type { OutgoingMessage, SendOutcome } from '../../delivery/mailer.js';
import type { Offers } from './adopt-socket.js';

type Refusal = Extract<SendOutcome, { kind: 'refused' }>;

/** The commands before the body, CRLF included. */
export interface Commands {
  readonly mail: string;
  readonly rcpt: string;
}

/** Neither may end the command or the address in it early, whoever wrote them. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const UNSAFE = /[\u0000-\u0020\u007f-\u009f<>\u2028\u2029]/;
// oxlint-disable-next-line no-control-regex -- the whole ASCII range
const NOT_ASCII = /[^\u0000-\u007f]/;

/** What no server is asked about; undefined when the addresses can be written. */
export function refuseAddresses({ envelopeFrom, envelopeTo }: OutgoingMessage): Refusal | undefined {
  if (UNSAFE.test(envelopeFrom)) return refused('mail', 553, '5.1.7 The sender address cannot be written');
  if (envelopeTo === '' || UNSAFE.test(envelopeTo))
    return refused('rcpt', 553, '5.1.3 The recipient address cannot be written');
  return undefined;
}

/** The commands for a server with these offers, or what it would refuse anyway. */
export function writeEnvelope(message: OutgoingMessage, offers: Offers): Commands | Refusal {
  const { envelopeFrom: from, envelopeTo: to, bytes } = message;
  if (offers.mostBytes > 0 && bytes.length > offers.mostBytes)
    return refused('mail', 552, `5.3.4 The message has ${bytes.length} octets, the relay takes ${offers.mostBytes}`);
  const utf8 = message.smtpUtf8 === true || NOT_ASCII.test(from) || NOT_ASCII.test(to);
  if (utf8 && !offers.smtpUtf8)
    return refused('rcpt', 553, '5.6.7 The relay takes no addresses with other letters than ASCII');
  const size = offers.size ? ` SIZE=${bytes.length}` : '';
  // RFC 6531 3.6: who offers SMTPUTF8 offers 8BITMIME.
  return {
    mail: `MAIL FROM:<${from}>${size}${utf8 ? ' BODY=8BITMIME SMTPUTF8' : ''}\r\n`,
    rcpt: `RCPT TO:<${to}>\r\n`,
  };
}

const refused = (phase: Refusal['phase'], code: number, words: string): Refusal => ({
  kind: 'refused',
  phase,
  code,
  reply: `${code} ${words}`,
});
