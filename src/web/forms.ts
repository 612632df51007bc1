import type { Request } from 'express';
import { HOUR } from '../kernel/clock.js';
import { createNewId, timeOfId } from '../kernel/ids.js';
import type { WebDeps } from './web-deps.js';

/** What nonces are made and read with. */
export type NonceDeps = Pick<WebDeps, 'tokens' | 'clock' | 'random'>;

/** A page may lie open this long before its form must be shown again. */
const NONCE_FOR = 6 * HOUR;

/**
 * A value that only a page of ours could show: a POST needs it, so that a scanner which posts to every link it finds
 * changes nothing. Bound to what the form is about, not to a browser: these pages set no cookie. Short-lived.
 */
export const formNonce = (deps: NonceDeps, ids: readonly string[]): string =>
  deps.tokens.sign('form', [...ids, createNewId(deps)()]);

/** Milliseconds since the page of this nonce was shown; undefined when it is none of ours, or too old. */
export function nonceAge({ tokens, clock }: NonceDeps, ids: readonly string[], nonce: unknown): number | undefined {
  const signed = typeof nonce === 'string' ? tokens.verify('form', nonce) : undefined;
  if (signed === undefined || signed.length !== ids.length + 1) return undefined;
  if (!ids.every((id, index) => signed[index] === id)) return undefined;
  const age = clock.now() - timeOfId(signed.at(-1) ?? '');
  return age <= NONCE_FOR ? age : undefined;
}

export const isFormNonce = (deps: NonceDeps, ids: readonly string[], nonce: unknown): boolean =>
  nonceAge(deps, ids, nonce) !== undefined;

/** The body as an object without a prototype to pollute; empty when there was none. */
export function bodyOf(req: Request): Readonly<Record<string, unknown>> {
  const body: unknown = req.body;
  const entries = typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.entries(body) : [];
  return Object.assign(Object.create(null) as object, Object.fromEntries(entries));
}

/** One text field of a form; empty when absent or repeated. */
export function textField(req: Request, name: string): string {
  const value = bodyOf(req)[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** A field that may be repeated (checkboxes), always as a list. */
export function listField(req: Request, name: string): readonly string[] {
  const value = bodyOf(req)[name];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((entry): entry is string => typeof entry === 'string' && entry !== '');
}
