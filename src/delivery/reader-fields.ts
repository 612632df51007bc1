import { DateTime } from 'luxon';
import { parseEmailAddress } from '../kernel/email-address.js';
import { SECOND } from '../kernel/clock.js';

/** The head fields that each reader has of their own, lower case. */
export const READER_FIELDS = ['to', 'date', 'message-id', 'list-unsubscribe', 'x-pressrun-delivery'] as const;
export type ReaderField = (typeof READER_FIELDS)[number];

/** Values without names; an address stands as `readAddress` gives it. */
export interface ReaderFacts {
  readonly to: string;
  /** RFC 5322 date. */
  readonly date: string;
  readonly messageId: string;
  readonly unsubscribeUrl: string;
  readonly unsubscribeMailto: string;
  readonly bounceToken: string;
}

export const readerFields = (facts: ReaderFacts): Readonly<Record<ReaderField, string>> => ({
  to: fold('To', asBytes(facts.to)),
  date: `Date: ${facts.date}`,
  // Not folded: some mail programs read an empty identifier then.
  'message-id': `Message-ID: ${facts.messageId}`,
  'list-unsubscribe': listUnsubscribe(facts.unsubscribeUrl, facts.unsubscribeMailto),
  'x-pressrun-delivery': fold('X-Pressrun-Delivery', facts.bounceToken),
});

/** One field (RFC 2369 and 8058), folded between the two URIs so that no line is cut inside one. */
const listUnsubscribe = (url: string, mailto: string) => `List-Unsubscribe: <${url}>,\r\n <${mailto}>`;

/** RFC 5322 2.1.1 asks for 78 characters at most. */
const MOST = 76;

const fold = (name: string, value: string): string =>
  name.length + 2 + value.length <= MOST ? `${name}: ${value}` : `${name}:\r\n ${value}`;

/** RFC 6532: a header field holds UTF-8 as it is. One character per byte. */
const asBytes = (text: string): string => (isAscii(text) ? text : Buffer.from(text).toString('latin1'));

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

const PLAIN_ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9.-]{1,253}$/i;

/**
 * An address for envelope and head: a Unicode domain as punycode. `utf8` tells that the local part is not ASCII, which
 * only a relay with SMTPUTF8 takes (RFC 6531). Throws for what is no address: nothing else may get into a head.
 */
export function readAddress(email: string): { readonly address: string; readonly utf8: boolean } {
  if (PLAIN_ADDRESS.test(email)) return { address: email, utf8: false };
  const parsed = parseEmailAddress(email);
  if (parsed === undefined) throw new Error('The reader has no email address that mail can be sent to.');
  return { address: parsed.address, utf8: !isAscii(parsed.address) };
}

/** Dates of the Date field, to the second; the last is kept, because a batch is claimed at once. */
export function createDateWriter(): (milliseconds: number) => string {
  let second = NaN;
  let text = '';
  return (milliseconds) => {
    const wanted = Math.floor(milliseconds / SECOND);
    if (wanted !== second) {
      text = DateTime.fromSeconds(wanted, { zone: 'utc' }).toRFC2822() ?? '';
      second = wanted;
    }
    return text;
  };
}
