import { done, refuse, type Outcome } from '../../kernel/refusal.js';

/** Deeper than any body of this API; a guard for the recursion below. */
const MAX_DEPTH = 12;
/** JSON.parse makes these own keys, and an Object.assign on the way would write to the prototype. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** The body as an object that is safe to spread; anything else is a refusal. */
export function safeJsonObject(body: unknown): Outcome<Readonly<Record<string, unknown>>> {
  if (body === undefined) return done({});
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return refuse({
      code: 'body.not-an-object',
      kind: 'invalid',
      detail: 'The body must be a JSON object, like {"email": "ana@example.org"}.',
    });
  }
  const fault = findFault(body, 0);
  if (fault !== undefined) return refuse({ code: 'body.forbidden', kind: 'invalid', detail: fault });
  return done(body as Readonly<Record<string, unknown>>);
}

function findFault(value: unknown, depth: number): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > MAX_DEPTH) return 'The body is nested too deeply.';
  for (const [key, inner] of Object.entries(value)) {
    if (FORBIDDEN.has(key)) return `The body must not have a field named ${key}.`;
    const fault = findFault(inner, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
