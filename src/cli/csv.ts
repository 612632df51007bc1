/** Reads RFC 4180 piece by piece: quoted fields with line breaks and doubled quotes, LF or CRLF, blank lines left out. */
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
  const inQuotes = (character: string) => {
    if (character === '"') state = 'closed';
    else field += character;
  };
  return {
    *feed(text) {
      for (const character of text) {
        if (state === 'quoted') inQuotes(character);
        else if (character === '"' && (state === 'closed' || field === '')) {
          if (state === 'closed') field += '"';
          state = 'quoted';
        } else if (character === separator) endField();
        else if (character === '\n') {
          const whole = takeRow();
          if (whole !== undefined) yield whole;
        } else if (character !== '\r') field += character;
      }
    },
    *end() {
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
