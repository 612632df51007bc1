import type { Request } from 'express';
import { done, invalid, type FieldError, type Outcome } from '../../kernel/refusal.js';

/** The query as single texts. Express gives a list for a repeated name, which would surprise whatever reads it. */
export function readQuery(req: Request, known: Readonly<Record<string, string>>): Outcome<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  const faults: FieldError[] = [];
  for (const [field, value] of Object.entries(req.query)) {
    if (!Object.hasOwn(known, field)) {
      const names = Object.keys(known).join(', ') || 'none';
      faults.push({ field: field.slice(0, 40), fault: `is not a query parameter of this call; it knows: ${names}` });
    } else if (typeof value === 'string') values.set(field, value);
    else faults.push({ field, fault: 'must be given once' });
  }
  return faults.length > 0 ? invalid('query.invalid', faults) : done(values);
}

/** A page length between 1 and 500. */
export function readLimit(text: string | undefined, otherwise: number): Outcome<number> {
  if (text === undefined) return done(otherwise);
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= 500) return done(limit);
  return invalid('query.invalid', [{ field: 'limit', fault: 'must be a whole number from 1 to 500', example: '100' }]);
}

/** One of the given words, or undefined when the parameter is absent. */
export function readWord<T extends string>(
  field: string,
  text: string | undefined,
  words: readonly T[],
): Outcome<T | undefined> {
  if (text === undefined) return done(undefined);
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return done(word);
  return invalid('query.invalid', [{ field, fault: `must be one of ${words.join(', ')}`, example: words[0] ?? '' }]);
}

/** Some of the given words, separated by commas, or undefined when the parameter is absent. */
export function readWords<T extends string>(
  field: string,
  text: string | undefined,
  words: readonly T[],
): Outcome<readonly T[] | undefined> {
  if (text === undefined) return done(undefined);
  const read: T[] = [];
  for (const part of text.split(',')) {
    const word = readWord(field, part.trim(), words);
    if (!word.ok) return word;
    if (word.value !== undefined) read.push(word.value);
  }
  return done(read);
}
