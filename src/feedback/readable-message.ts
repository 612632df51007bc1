import type { MailPart, ReadMail } from './read-mail.js';
import { redactAddresses } from './redact.js';

/** Room for what a server has to say, and for the headers of what it says it about. */
const MAX_MESSAGE = 16 * 1024;
const MAX_PART = 6 * 1024;
/** RFC 5322 2.1.1: the longest line. */
const MAX_VALUE = 998;
const HEADERS = ['from', 'date', 'subject', 'message-id', 'auto-submitted'];

/**
 * A report as a person reads it: decoded, without addresses, without the links that act for a reader, and of a returned
 * message only the headers. It is kept to answer why somebody is suppressed.
 */
export function readableMessage(mail: ReadMail): string {
  const headers = HEADERS.flatMap((name) => {
    const value = name === 'subject' ? mail.subject : mail.header(name);
    return value === undefined || value === '' ? [] : [`${name}: ${start(value, MAX_VALUE)}`];
  });
  const parts = mail.parts.map((part) => `[${part.type}]\n${start(readablePart(part), MAX_PART)}`);
  const whole = [headers.join('\n'), start(mail.text, MAX_PART), ...parts].filter((text) => text !== '');
  return redactLinks(whole.join('\n\n')).slice(0, MAX_MESSAGE);
}

/** Without addresses before it is cut, or the cut could part one from its `@`. */
const start = (text: string, length: number): string => redactAddresses(text.trim()).slice(0, length);

const readablePart = ({ type, text }: MailPart): string =>
  /rfc822/.test(type) ? (text.split(/\r?\n\r?\n/, 1)[0] ?? '') : text;

/** Whoever reads a report must not hold a reader's unsubscribe link. */
const redactLinks = (text: string): string =>
  text.replace(/\/(unsubscribe|preferences|confirm|u|p)\/[A-Za-z0-9_~.=-]{8,}/g, '/$1/***');
