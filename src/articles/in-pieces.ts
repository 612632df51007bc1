/** Long enough that joining costs nothing, short enough that a list of all matches in it does. */
const PIECE = 65_536;

/**
 * Applies a change to a long text piece by piece. `text.replace(/x/g, ...)` lists all matches first: five million of them
 * end a thread with a memory limit, and the whole process with it (V8 aborts where it cannot unwind). No piece but the
 * last ends in `<` or within a character.
 */
export function inPieces(text: string, change: (piece: string) => string): string {
  if (text.length <= PIECE) return change(text);
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    let end = Math.min(text.length, at + PIECE);
    if (end < text.length && /[<\ud800-\udbff]/.test(text.charAt(end - 1))) end--;
    pieces.push(change(text.slice(at, end)));
    at = end;
  }
  return pieces.join('');
}
