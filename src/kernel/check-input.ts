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
    parsed.error.issues.map((issue) => toFieldError(issue, examples)),
  );
}

function toFieldError(issue: z.core.$ZodIssue, examples: Readonly<Record<string, string>>): FieldError {
  const field = issue.path.map(String).join('.') || 'body';
  const fault =
    issue.code === 'unrecognized_keys' ? `has unknown fields: ${issue.keys.join(', ')}` : sentence(issue.message);
  const example = examples[field];
  return example === undefined ? { field, fault } : { field, fault, example };
}

const sentence = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1);
