import { z } from 'zod';
import { checkInput } from '../kernel/check-input.js';
import { parseEmailAddress, type EmailAddress } from '../kernel/email-address.js';
import type { Outcome } from '../kernel/refusal.js';

/** An address as typed. */
export const emailSchema = z
  .string('is missing')
  .max(320, 'is longer than an address can be')
  .transform((text, context): EmailAddress => {
    const address = parseEmailAddress(text);
    if (address !== undefined) return address;
    context.addIssue({ code: 'custom', message: text.trim() === '' ? 'is missing' : 'is not an email address' });
    return z.NEVER;
  });

/** Line breaks would end a header, bidirectional marks would turn the text around it. */
const CONTROL = /[\p{Cc}\p{Bidi_Control}]/u;

export const nameSchema = z
  .string()
  .trim()
  .max(80, 'is longer than 80 characters')
  .refine((text) => !CONTROL.test(text), 'must be one line of plain text')
  .transform((text) => (text === '' ? null : text))
  .nullable()
  .default(null);

export const languageSchema = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language code')
  .nullable()
  .default(null);

/** A form sends one ticked box as a text and several as a list. */
export const namesSchema = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(z.string().trim().min(1).max(100)).max(100),
);

const EXAMPLES: Readonly<Record<string, string>> = {
  email: 'ana@example.org',
  newsletters: '["daily"]',
  language: 'en',
  pauseDays: '14',
  pauseUntil: '2026-12-24',
  frequency: 'weekly',
  topics: '["Politics"]',
  'consent.at': '2026-11-22T06:00:00Z',
};

/** Checks input against a schema; every wrong field is named with its fault and a right example. */
export const readInput = <T extends z.ZodType>(schema: T, input: unknown, code: string): Outcome<z.infer<T>> =>
  checkInput(schema, input, { code, examples: EXAMPLES });
