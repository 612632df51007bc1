import { detect } from 'chardet';
import iconv from 'iconv-lite';

/** Text of bytes whose charset nobody told: UTF-8 when it is, else the likeliest guess, else Latin-1, which never fails. */
export function decodeBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const guess = detect(bytes.subarray(0, 4_096));
    return iconv.decode(Buffer.from(bytes), guess !== null && iconv.encodingExists(guess) ? guess : 'latin1');
  }
}

/** Lines of text with any line ending, without the ends. */
export const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/);
