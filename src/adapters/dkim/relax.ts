/** RFC 6376 3.4.2: the relaxed form of a field, without a line end. */
export function relaxField(field: string): string {
  const colon = field.indexOf(':');
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return `${field.slice(0, colon).trim().toLowerCase()}:${value}`;
}

/**
 * RFC 6376 3.4.4: the relaxed form of a body in pieces. No white space may stand on both sides of a cut: pieces are cut at
 * the start or the end of a line, and what comes between them is free of blanks.
 */
export function relaxBody(texts: readonly string[]): readonly string[] {
  return texts.map((text, i) => {
    const relaxed = text.replace(/[ \t]+\r\n/g, '\r\n').replace(/[ \t]+/g, ' ');
    return i < texts.length - 1 ? relaxed : endOnce(relaxed, texts.length === 1);
  });
}

/** One line end in place of all empty lines at the end; an empty body stays empty. */
function endOnce(text: string, isWhole: boolean): string {
  const trimmed = text.replace(/(?:\r\n)+$/, '');
  return trimmed === '' && isWhole ? '' : `${trimmed}\r\n`;
}
