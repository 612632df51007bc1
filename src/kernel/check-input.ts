import type { z } from 'zod';
import { done, invalid, type FieldError, type Outcome } from './refusal.js';

/**
 * Checks outside input against a schema. Every wrong field becomes a FieldError; `examples` gives right values by field
 * name, shown to whoever sent the wrong one.
 */
export function checkInput<T extends z.ZodType>(
  schema: T,
  input: unknown,
  { code, examples = {} }: { code: string; examples?: Readonly<Record<string, string>> },
): Outcome<z.infer<T>> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return done(parsed.data);
  return invalid(
    code,
    parsed.error.issues.flatMap((issue) => toFieldErrors(issue, examples)),
  );
}

type Examples = Readonly<Record<string, string>>;

function toFieldErrors(issue: z.core.$ZodIssue, examples: Examples): readonly FieldError[] {
  const field = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownField(field === '' ? key : `${field}.${key}`, examples));
  return [withExample(field || 'body', sentence(issue.message), examples[field || 'body'])];
}

/** `embargo_until` is `embargoUntil` misspelt; passing it over in silence would break a promise. */
function unknownField(field: string, examples: Examples): FieldError {
  const meant = Object.keys(examples).find((known) => fold(known) === fold(field));
  return meant === undefined
    ? { field, fault: 'is not a field known here' }
    : withExample(field, `is not known; it is called ${meant}`, examples[meant]);
}

const fold = (name: string): string => name.replaceAll(/[_-]/g, '').toLowerCase();

const withExample = (field: string, fault: string, example: string | undefined): FieldError =>
  example === undefined ? { field, fault } : { field, fault, example };

const sentence = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1);
