import { newDkimKey } from '../../src/adapters/dkim/new-key.js';

export const DKIM_DOMAIN = 'lantern.example';

const rsa = newDkimKey('rsa');
const ed25519 = newDkimKey('ed25519');

/** TXT records by name, as they would stand in the DNS. */
export const dkimRecords: Readonly<Record<string, string>> = {
  [`press._domainkey.${DKIM_DOMAIN}`]: rsa.record,
  [`second._domainkey.${DKIM_DOMAIN}`]: ed25519.record,
};

/** An RSA key and an Ed25519 key, made for this run. */
export const dkimKeys = [
  { domain: DKIM_DOMAIN, selector: 'press', privateKeyPem: rsa.privateKeyPem },
  { domain: DKIM_DOMAIN, selector: 'second', privateKeyPem: ed25519.privateKeyPem },
] as const;

/** For mailauth, in place of the DNS. */
export async function dkimResolver(name: string, type: string): Promise<string[][]> {
  const record = type === 'TXT' ? dkimRecords[name] : undefined;
  if (record === undefined) throw Object.assign(new Error('no'), { code: 'ENOTFOUND' });
  return [[record]];
}
