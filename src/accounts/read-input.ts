import type { z } from 'zod';
import { done, invalid, type Outcome } from '../kernel/refusal.js';

/** Checks unchecked input; every wrong field is named with its fault and a right example. */
export function readInput<T>(
  schema: z.ZodType<T>,
  input: unknown,
  refusal: { readonly code: string; readonly examples: Readonly<Record<string, string>> },
): Outcome<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return done(parsed.data);
  const faults = parsed.error.issues.map((issue) => {
    const field = issue.path.join('.') || 'input';
    const example = refusal.examples[field];
    return { field, fault: issue.message, ...(example === undefined ? {} : { example }) };
  });
  return invalid(refusal.code, faults);
}
