import { domainToASCII } from 'node:url';

/** A checked address. `normalised` is the form addresses are compared in. */
export interface EmailAddress {
  readonly address: string;
  readonly normalised: string;
  readonly domain: string;
}

/** RFC 5321 4.5.3.1: local part 64 octets, path 254 in practice. */
const MAX_LOCAL = 64;
const MAX_ADDRESS = 254;
/** RFC 5321 dot-string, and any non-ASCII letter (RFC 6531). Quoted local parts are legal and in practice typing errors. */
const LOCAL = /^[\w!#$%&'*+/=?^`{|}~\u0080-\uffff-]+(\.[\w!#$%&'*+/=?^`{|}~\u0080-\uffff-]+)*$/u;
const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** Reads one address as a person types it; undefined when it cannot be one. Unicode domains become punycode. */
export function parseEmailAddress(input: string): EmailAddress | undefined {
  const text = input.normalize('NFC').trim();
  const at = text.lastIndexOf('@');
  if (at < 1) return undefined;
  const local = text.slice(0, at);
  const domain = domainToASCII(text.slice(at + 1)).toLowerCase();
  if (Buffer.byteLength(local) > MAX_LOCAL || local.length + domain.length + 1 > MAX_ADDRESS) return undefined;
  if (!LOCAL.test(local) || !DOMAIN.test(domain)) return undefined;
  return { address: `${local}@${domain}`, normalised: `${local.toLowerCase()}@${domain}`, domain };
}

/** The domain of a stored address, lower case. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** A name and an address for a From or Reply-To header. */
export interface Mailbox {
  readonly name?: string;
  readonly address: string;
}

/** Reads `Name <a@b.org>` or `a@b.org`. */
export function parseMailbox(input: string): Mailbox | undefined {
  const match = /^\s*(?:"?([^"<>\r\n]*?)"?\s*<([^<>\r\n]+)>|([^<>\s]+))\s*$/.exec(input);
  const parsed = parseEmailAddress(match?.[2] ?? match?.[3] ?? '');
  if (parsed === undefined) return undefined;
  const name = match?.[1]?.trim();
  return name ? { name, address: parsed.address } : { address: parsed.address };
}
