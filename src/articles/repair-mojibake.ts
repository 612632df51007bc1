/** Windows-1252 from 0x80 to 0x9f; its five holes, here dots, stand for themselves, as in Latin-1. */
const UPPER = '€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ';
const FIRST_UPPER = 0x80;

/** `&#150;` and its kin: controls by the letter of XML, but meant as windows-1252 by everyone who writes them. */
export const fromControls = (text: string): string =>
  text.replace(/[\u0080-\u009f]/g, (control) => UPPER[control.charCodeAt(0) - FIRST_UPPER] ?? '');

/**
 * Undoes UTF-8 that was once read as windows-1252 or Latin-1 and written again (`MÃ©tÃ©o`): one in ten of the real feeds
 * we know. Only when every letter beyond ASCII takes part, which text that means what it says never does.
 */
export function repairMojibake(text: string): string {
  if (!/[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]/.test(text)) return text;
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const upper = code > 0xff ? UPPER.indexOf(text.charAt(at)) : -1;
    if (code > 0xff && upper === -1) return text;
    bytes[at] = upper === -1 ? code : FIRST_UPPER + upper;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return text;
  }
}
