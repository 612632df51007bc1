import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A certificate with its key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

interface Authority extends Certificate {
  /** A server's certificate for an IPv4 address. */
  issue(wish: { address: string; notAfter: number }): Certificate;
  /** PEM of a certificate for a key of any kind. */
  certify(publicKey: KeyObject, notAfter: number): string;
}

const DAY = 86_400_000;
const NAME = 'Test authority';

/** An authority of its own that can make certificates as wrong as a test needs them: RFC 5280 in the little it takes. */
export function createAuthority(now: number): Authority {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const make = (subject: string, publicKey: KeyObject, notAfter: number, extension: Buffer): string => {
    const validity = sequence(time(now - 30 * DAY), time(notAfter));
    const version = tagged(0xa0, integer(2));
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    const names = { issuer: name(NAME), subject: name(subject) };
    const extensions = tagged(0xa3, sequence(extension));
    const body = sequence(version, integer(1), ECDSA, names.issuer, validity, names.subject, spki, extensions);
    const signature = sign('sha256', body, own.privateKey);
    return pem(sequence(body, ECDSA, tagged(0x03, Buffer.concat([Buffer.from([0]), signature]))));
  };
  const isAuthority = sequence(oid('551d13'), octets(sequence(tagged(0x01, Buffer.from([0xff])))));
  return {
    cert: make(NAME, own.publicKey, now + DAY, isAuthority),
    key: keyPem(own.privateKey),
    certify: (publicKey, notAfter) => make('signer', publicKey, notAfter, isAuthority),
    issue: ({ address, notAfter }) => {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const bytes = Buffer.from(address.split('.').map(Number));
      const alternative = sequence(oid('551d11'), octets(sequence(tagged(0x87, bytes))));
      return { cert: make('relay', pair.publicKey, notAfter, alternative), key: keyPem(pair.privateKey) };
    },
  };
}

const keyPem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** DER: a tag, a length, and the bytes. */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const long = body.length > 0xff ? [0x82, body.length >> 8, body.length & 0xff] : [0x81, body.length];
  return Buffer.concat([Buffer.from([tag, ...(body.length < 0x80 ? [body.length] : long)]), body]);
}
const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, ...parts);
const integer = (value: number): Buffer => tagged(0x02, Buffer.from([value]));
const octets = (body: Buffer): Buffer => tagged(0x04, body);
const oid = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'));
/** YYMMDDhhmmssZ */
const time = (at: number): Buffer =>
  tagged(0x17, Buffer.from(`${new Date(at).toISOString().replace(/\D/g, '').slice(2, 14)}Z`));
const name = (text: string): Buffer => sequence(tagged(0x31, sequence(oid('550403'), tagged(0x0c, Buffer.from(text)))));
/** ecdsa-with-SHA256 */
const ECDSA = sequence(oid('2a8648ce3d040302'));
const pem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
