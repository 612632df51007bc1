/** Crockford's alphabet in lower case: safe in an SMTP local part, where some servers change the case. */
export const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Bytes to lower-case Crockford base32, most significant bit first, no padding. */
export function toBase32(bytes: Uint8Array): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((buffer >>> bits) & 31);
    }
    buffer &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET.charAt((buffer << (5 - bits)) & 31) : text;
}
