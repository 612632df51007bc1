import { done, type Outcome } from '../kernel/refusal.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import type { CliDeps, Output } from './cli-context.js';
import type { Rooms } from '../rooms.js';
import { readCsv, separatorOf, UnclosedQuoteError } from './csv.js';
import { openCsvFile, unusable, type CsvFile } from './csv-file.js';
import { given } from './command.js';

export interface ImportRequest {
  /** Path, or `-` for standard input. */
  readonly file: string;
  readonly newsletter: Pick<Newsletter, 'id' | 'slug'>;
  /** The words readers agreed to elsewhere, where the row has none; without it everyone gets a confirmation mail. */
  readonly consent?: string;
  readonly output: Output;
}

export interface ImportReport {
  readonly read: number;
  readonly added: number;
  readonly known: number;
  /** They unsubscribed, and the file holds no newer consent. */
  readonly keptOut: number;
  /** The file's column `state` does not say `active`. */
  readonly skipped: number;
  readonly refused: number;
  /** The first hundred. */
  readonly refusals: readonly { readonly line: number; readonly reason: string }[];
}

const MOST_REFUSALS = 100;
const PROGRESS_EVERY = 5_000;
const VISITOR = { ip: null, userAgent: null, source: 'import' };

/**
 * Adds readers line by line, so that a file of any size takes no memory; a wrong line does not stop the others. A file that
 * cannot be read to its end is refused before anything is stored.
 */
export async function importSubscribers(deps: CliDeps, request: ImportRequest): Promise<ImportReport> {
  const file = await openCsvFile(request.file);
  try {
    await checkWhole(readRecords(file.text(), request.file), request.file);
    return await addReaders(deps, request, file);
  } finally {
    file.close();
  }
}

async function checkWhole(rows: AsyncIterable<Row>, file: string): Promise<void> {
  const iterator = rows[Symbol.asyncIterator]();
  try {
    let next = await iterator.next();
    while (next.done !== true) next = await iterator.next();
  } catch (error) {
    if (!(error instanceof UnclosedQuoteError)) throw error;
    throw unusable(`The quote that opens in line ${error.line} of ${file} is not closed. Nothing was imported.`);
  }
}

async function addReaders(deps: CliDeps, request: ImportRequest, file: CsvFile): Promise<ImportReport> {
  const counts = { read: 0, added: 0, known: 0, keptOut: 0, skipped: 0, refused: 0 };
  const report = { ...counts, refusals: [] as { line: number; reason: string }[] };
  for await (const record of readRecords(file.text(), request.file)) {
    report.read += 1;
    const outcome = await addReader(deps, request, record);
    if (!outcome.ok) {
      report.refused += 1;
      const reason = `${record['email'] ?? ''}: ${outcome.refusal.detail}`;
      if (report.refusals.length < MOST_REFUSALS) report.refusals.push({ line: report.read + 1, reason });
    } else report[outcome.value] += 1;
    if (report.read % PROGRESS_EVERY === 0) request.output.note(`${report.read} read`);
  }
  return report;
}

type Row = Readonly<Record<string, string | undefined>>;

async function* readRecords(text: AsyncIterable<string>, file: string): AsyncIterable<Row> {
  const { heading, chunks } = await splitHeading(text);
  const separator = separatorOf(heading);
  let columns: readonly string[] | undefined;
  for await (const row of readCsv(chunks, separator)) {
    if (columns === undefined) {
      columns = row.map((name) =>
        name
          .trim()
          .toLowerCase()
          .replace(/[\s-]+/g, '_'),
      );
      if (!columns.includes('email'))
        throw unusable(`The first line of ${file} names no column email: ${row.join(separator)}`);
      continue;
    }
    yield Object.fromEntries(columns.map((name, index) => [name, row[index]?.trim() || undefined]));
  }
}

/** The first line decides how the file is read, so it is looked at before the parser gets it. */
async function splitHeading(text: AsyncIterable<string>): Promise<{ heading: string; chunks: AsyncIterable<string> }> {
  const iterator = text[Symbol.asyncIterator]();
  const first = await iterator.next();
  const start = first.done === true ? '' : first.value;
  return { heading: start.split('\n', 1)[0] ?? '', chunks: resume(start, iterator) };
}

async function* resume(start: string, rest: AsyncIterator<string>): AsyncIterable<string> {
  yield start;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

type Fate = 'added' | 'known' | 'keptOut' | 'skipped';

async function addReader({ rooms }: CliDeps, request: ImportRequest, row: Row): Promise<Outcome<Fate>> {
  if ('state' in row && row['state']?.toLowerCase() !== 'active') return done('skipped');
  const { email = '', name, language } = row;
  const reader = given({ email, name, newsletters: [request.newsletter.slug] });
  if (request.consent === undefined) {
    if (await hasLeft(rooms, request, email)) return done('keptOut');
    const outcome = await rooms.subscribers.subscribe({ ...reader, ...given({ language }) }, VISITOR);
    return outcome.ok ? done('added') : outcome;
  }
  const consent = given({ text: row['consent'] ?? request.consent, at: row['consent_at'], ip: row['ip'] });
  const outcome = await rooms.subscribers.addConfirmed({ ...reader, consent, confirmed: true }, VISITOR);
  if (!outcome.ok) return outcome;
  if (outcome.value.keptOut) return done('keptOut');
  return done(outcome.value.created ? 'added' : 'known');
}

/** Who unsubscribed is not even asked again: a list from elsewhere is no wish to come back. */
async function hasLeft({ subscribers }: Rooms, { newsletter }: ImportRequest, email: string): Promise<boolean> {
  const found = await subscribers.lookUp(email);
  if (!found.ok) return false;
  return found.value.subscriptions.some(
    ({ newsletterId, state }) => newsletterId === newsletter.id && state === 'unsubscribed',
  );
}
