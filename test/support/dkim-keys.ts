import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export const DKIM_DOMAIN = 'lantern.example';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');

/** TXT records by name, as they would stand in the DNS. */
export const dkimRecords: Readonly<Record<string, string>> = {
  [`press._domainkey.${DKIM_DOMAIN}`]: `v=DKIM1; k=rsa; p=${spki(rsa.publicKey)}`,
  [`second._domainkey.${DKIM_DOMAIN}`]: `v=DKIM1; k=ed25519; p=${spki(ed25519.publicKey, 12)}`,
};

/** An RSA key and an Ed25519 key, made for this run. */
export const dkimKeys = [
  { domain: DKIM_DOMAIN, selector: 'press', privateKeyPem: pem(rsa.privateKey) },
  { domain: DKIM_DOMAIN, selector: 'second', privateKeyPem: pem(ed25519.privateKey) },
] as const;

/** For mailauth, in place of the DNS. */
export async function dkimResolver(name: string, type: string): Promise<string[][]> {
  const record = type === 'TXT' ? dkimRecords[name] : undefined;
  if (record === undefined) throw Object.assign(new Error('no'), { code: 'ENOTFOUND' });
  return [[record]];
}

export function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** RFC 8463: an Ed25519 key stands in the DNS without its 12 bytes of ASN.1. */
function spki(key: KeyObject, from = 0): string {
  return key.export({ type: 'spki', format: 'der' }).subarray(from).toString('base64');
}
