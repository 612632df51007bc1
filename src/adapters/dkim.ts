import type { FormSigner, MessageSigner } from '../delivery/message-composer.js';
import { wholeForm, type HeadField, type MessageForm } from '../delivery/message-form.js';
import { createBodyHasher } from './dkim/hash-body.js';
import { proveKey, type SigningKey } from './dkim/key.js';
import { relaxField } from './dkim/relax.js';
import { fieldsToSign, namesToSign } from './dkim/signed-fields.js';

export interface DkimKey {
  readonly domain: string;
  readonly selector: string;
  readonly privateKeyPem: string;
}

/**
 * Signs relaxed/relaxed with each key: RSA with SHA-256, or Ed25519 (RFC 8463). A signature has no time of its own, so the
 * same message gets the same bytes. Throws when a key cannot sign and verify.
 */
export function createDkimSigner(keys: readonly DkimKey[]): MessageSigner {
  const proved = keys.map((key) => ({ ...key, signing: proveKey(key.privateKeyPem) }));
  if (proved.length === 0) throw new Error('A DKIM signer needs a key.');
  const prepare = (form: MessageForm<unknown>) => prepareForm(form, proved);
  return {
    prepare,
    sign: async (message) => {
      const signatures = await prepare(wholeForm(message)).sign({ fields: {}, slots: [] });
      return Buffer.concat([Buffer.from(signatures, 'latin1'), message]);
    },
  };
}

type ProvedKey = DkimKey & { readonly signing: SigningKey };

function prepareForm({ head, body }: MessageForm<unknown>, keys: readonly ProvedKey[]): FormSigner {
  const present = new Set(head.map(({ name }) => name));
  const canonical = createCanonicalHead(head, fieldsToSign(present));
  const hashBody = createBodyHasher(body.texts);
  const seals = keys.map((key) => createSeal(key, namesToSign(present)));
  return {
    sign: async ({ fields, slots }) => {
      const signed = canonical(fields);
      const bodyHash = hashBody(slots);
      const [only, ...more] = seals;
      // One key is the usual case, and a promise less.
      if (only !== undefined && more.length === 0) return only(signed, bodyHash);
      return (await Promise.all(seals.map(async (seal) => seal(signed, bodyHash)))).join('');
    },
  };
}

/** The signed fields in relaxed form; of several of a name the last, as verifiers count (RFC 6376 5.4.2). */
function createCanonicalHead(
  head: readonly HeadField[],
  names: readonly string[],
): (fields: Readonly<Record<string, string>>) => string {
  const last = new Map(head.map((field) => [field.name, field.text]));
  const steps = names.map((name) => {
    const text = last.get(name) ?? null;
    return { name, relaxed: text === null ? null : `${relaxField(text)}\r\n` };
  });
  return (fields) => {
    let canonical = '';
    for (const { name, relaxed } of steps) canonical += relaxed ?? `${relaxField(fields[name] ?? '')}\r\n`;
    return canonical;
  };
}

type Seal = (signedFields: string, bodyHash: string) => Promise<string>;

/** Writes one signature field with its line end. Its own relaxed form, without the signature, is signed last. */
function createSeal({ domain, selector, signing }: ProvedKey, names: readonly string[]): Seal {
  const start =
    `DKIM-Signature: v=1; a=${signing.algorithm}; c=relaxed/relaxed; d=${domain};\r\n s=${selector};\r\n` +
    ` h=${foldNames(names)};\r\n bh=`;
  const relaxedStart = relaxField(start);
  return async (signedFields, bodyHash) => {
    const data = Buffer.from(`${signedFields}${relaxedStart}${bodyHash}; b=`, 'latin1');
    return `${start}${bodyHash};\r\n b=${foldBase64(await signing.sign(data))}\r\n`;
  };
}

/** Lines are broken after colons, where white space means nothing (RFC 6376 3.5). */
const foldNames = (names: readonly string[]): string => names.join(':').replace(/.{1,70}:(?=.)/g, '$&\r\n  ');

const foldBase64 = (base64: string): string => base64.replace(/.{1,72}/g, '\r\n  $&');
