import { detect } from 'chardet';
import iconv from 'iconv-lite';

/** Text of bytes whose charset nobody told: UTF-8 when it is, else the likeliest guess, else Latin-1, which never fails. */
export function decodeBytes(bytes: Uint8Array): string {
  try {
    return decodeEscapes(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    const guess = detect(bytes.subarray(0, 4_096));
    return iconv.decode(Buffer.from(bytes), guess !== null && iconv.encodingExists(guess) ? guess : 'latin1');
  }
}

/** Japanese that was sent as if it were ASCII: its escape sequences (ISO-2022-JP, RFC 1468) tell. */
export const decodeEscapes = (text: string): string =>
  text.includes('\u001B$') ? new TextDecoder('iso-2022-jp').decode(Buffer.from(text, 'latin1')) : text;

/** Lines of text with any line ending, without the ends. */
export const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/);
