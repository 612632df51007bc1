/** RFC 2045 6.7: 76 characters with the equals sign of a soft break. */
const MOST = 75;
/** Printable ASCII without the equals sign and without blanks: relaxed canonicalisation then has nothing to change. */
const PLAIN = /^[!-<>-~]*$/;

/**
 * A value as quoted-printable that starts at the start of a line; whoever puts it in ends the line after it.
 * Characters are not split between lines.
 */
export function encodeValue(value: string): string {
  if (PLAIN.test(value)) return breakLines(value);
  let encoded = '';
  let column = 0;
  for (const character of value) {
    const unit = PLAIN.test(character) ? character : escape(character);
    if (column + unit.length > MOST) {
      encoded += '=\r\n';
      column = 0;
    }
    encoded += unit;
    column += unit.length;
  }
  return encoded;
}

function breakLines(value: string): string {
  let lines = '';
  let from = 0;
  for (; value.length - from > MOST; from += MOST) lines += `${value.slice(from, from + MOST)}=\r\n`;
  return lines + value.slice(from);
}

const escape = (character: string): string =>
  Array.from(Buffer.from(character), (byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
