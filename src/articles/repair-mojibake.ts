/** Windows-1252 from 0x80 to 0x9f; the five holes stand for themselves, as browsers read them. */
const UPPER = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const FIRST_UPPER = 0x80;

/**
 * Undoes UTF-8 that was once read as windows-1252 and written again (`MÃ©tÃ©o`): one archive of real feeds in ten. Only
 * when every letter beyond ASCII takes part, which text that means what it says never does.
 */
export function repairMojibake(text: string): string {
  if (!/[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]/.test(text)) return text;
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const byte = byteOf(text.charCodeAt(at), text.charAt(at));
    if (byte === undefined) return text;
    bytes[at] = byte;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return text;
  }
}

function byteOf(code: number, char: string): number | undefined {
  if (code < FIRST_UPPER || (code >= 0xa0 && code <= 0xff)) return code;
  const index = UPPER.indexOf(char);
  return index === -1 ? undefined : FIRST_UPPER + index;
}
