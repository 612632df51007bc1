import type { Request } from 'express';
import { timingSafeEqual } from 'node:crypto';
import type { Tokens } from '../kernel/token.js';

/**
 * A value that only a page of ours could show: a POST needs it, so that a scanner which posts to every link it finds
 * changes nothing. Bound to what the form is about, not to a browser: these pages set no cookie.
 */
export const formNonce = (tokens: Tokens, ids: readonly string[]): string => tokens.sign('form', ids);

export function isFormNonce(tokens: Tokens, ids: readonly string[], nonce: unknown): boolean {
  if (typeof nonce !== 'string') return false;
  const expected = Buffer.from(formNonce(tokens, ids));
  const given = Buffer.from(nonce);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

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
