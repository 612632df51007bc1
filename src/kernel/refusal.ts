/**
 * A refusal is an expected "no": bad input, a state that does not allow the call, something unknown.
 * It is a value, not an exception, and carries all a channel needs to explain it: a page, problem+json or an exit code.
 */
export interface Refusal {
  /** Stable name for programs, `issue.changed`. */
  readonly code: string;
  readonly kind: 'invalid' | 'unknown' | 'conflict' | 'forbidden' | 'too-many' | 'unavailable';
  /** One sentence for people: what is wrong and what to do. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
}

/** One wrong field: its name, the fault, and a right example. */
export interface FieldError {
  readonly field: string;
  readonly fault: string;
  readonly example?: string;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const done = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

export const refuse = (refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } => ({ ok: false, refusal });

/** A refusal of wrong input whose sentence is made from its field errors. */
export function invalid(
  code: string,
  errors: readonly FieldError[],
): { readonly ok: false; readonly refusal: Refusal } {
  const sentence = (error: FieldError) =>
    `${error.field}: ${error.fault}${error.example === undefined ? '' : ` (for example ${error.example})`}`;
  return refuse({ code, kind: 'invalid', detail: errors.map(sentence).join('; '), errors });
}

/** The same refusals as an exception, for callers with nothing to do but pass it on to their channel. */
export class RefusedError extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.detail);
    this.name = 'RefusedError';
    this.refusal = refusal;
  }
}

/** The value, or the refusal thrown as RefusedError. */
export function orThrow<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new RefusedError(outcome.refusal);
}
