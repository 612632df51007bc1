/** A quote that nothing closes, or only another field's quote: what lies between is no field. */
export class UnclosedQuoteError extends Error {
  /** Where it opened; 1 is the first line. */
  readonly line: number;
  constructor(line: number) {
    super(`The quote that opens in line ${line} is not closed.`);
    this.name = 'UnclosedQuoteError';
    this.line = line;
  }
}

/**
 * Reads RFC 4180 piece by piece: quoted fields with line breaks and doubled quotes, LF or CRLF, blank lines left out.
 * Throws UnclosedQuoteError.
 */
export async function* readCsv(chunks: AsyncIterable<string>, separator = ','): AsyncIterable<readonly string[]> {
  const parser = createParser(separator);
  for await (const chunk of chunks) yield* parser.feed(chunk);
  yield* parser.end();
}

interface Parser {
  feed(text: string): Iterable<readonly string[]>;
  end(): Iterable<readonly string[]>;
}

function createParser(separator: string): Parser {
  let row: string[] = [];
  let field = '';
  /** `closed`: a quote was seen inside a quoted field; a second one makes it a character, anything else ends the field. */
  let state: 'plain' | 'quoted' | 'closed' = 'plain';
  let line = 1;
  let openedAt = 1;
  const endField = () => {
    row.push(field);
    field = '';
    state = 'plain';
  };
  const takeRow = (): readonly string[] | undefined => {
    endField();
    const whole = row;
    row = [];
    return whole.length === 1 && whole[0]?.trim() === '' ? undefined : whole;
  };
  const openQuote = () => {
    if (state === 'closed') field += '"';
    else openedAt = line;
    state = 'quoted';
  };
  const outsideQuotes = (character: string) => {
    // A field of several lines that goes on after its quote has met the opening quote of another field.
    if (state === 'closed' && character !== ' ' && field.includes('\n')) throw new UnclosedQuoteError(openedAt);
    field += character;
  };
  const inQuotes = (character: string) => {
    if (character === '"') state = 'closed';
    else field += character;
  };
  return {
    *feed(text) {
      for (const character of text) {
        if (character === '\n') line += 1;
        if (state === 'quoted') inQuotes(character);
        else if (character === '"' && (state === 'closed' || field === '')) {
          openQuote();
        } else if (character === separator) endField();
        else if (character === '\n') {
          const whole = takeRow();
          if (whole !== undefined) yield whole;
        } else if (character !== '\r') outsideQuotes(character);
      }
    },
    *end() {
      if (state === 'quoted') throw new UnclosedQuoteError(openedAt);
      if (field === '' && row.length === 0) return;
      const whole = takeRow();
      if (whole !== undefined) yield whole;
    },
  };
}

/**
 * One line of CSV. A leading =, +, - or @ gets an apostrophe: spreadsheets would run the cell as a formula (CWE-1236).
 */
export const csvLine = (cells: readonly (string | number | null)[]): string => cells.map(cellOf).join(',');

function cellOf(cell: string | number | null): string {
  if (cell === null) return '';
  const text = typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Spreadsheets of many countries separate by semicolons or tabs; the heading tells. */
export function separatorOf(heading: string): string {
  const counts = [',', ';', '\t'].map((separator) => ({ separator, count: heading.split(separator).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).separator;
}
