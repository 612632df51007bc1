/** Columns of a text mail: RFC 5322 2.1.1 advises 78; a quote mark or two still fits. */
const COLUMNS = 74;

/** Scripts whose characters take two columns, and whose lines may end anywhere. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Fills lines of at most 74 columns. A word longer than a line is cut, a URL never is. */
export function wrapText(text: string): string {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(/\s+/).filter(Boolean).flatMap(cutLongWord)) {
    const joined = current === '' ? word : `${current} ${word}`;
    if (current !== '' && columns(joined) > COLUMNS) {
      lines.push(current);
      current = word;
    } else {
      current = joined;
    }
  }
  return [...lines, current].join('\n');
}

/** No spaces at line ends but the one of a signature line, and never more than one empty line. */
export function tidyText(text: string): string {
  const lines = text.replace(/[ \t]+$/gm, '').replace(/^--$/gm, '-- ');
  return `${lines.replace(/\n{3,}/g, '\n\n').trim()}\n`;
}

const columns = (text: string): number =>
  Array.from(text).reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);

function cutLongWord(word: string): readonly string[] {
  if (columns(word) <= COLUMNS || /^https?:\/\//.test(word)) return [word];
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    if (columns(piece + character) > COLUMNS) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}
