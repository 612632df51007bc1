import { z } from 'zod';

/** Mail headers hold one line; bidi controls could make a subject read as something else. What people write must be one. */
export const oneLine = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u, 'must be one line without control characters');

/** What feeds write is made one. */
export const asOneLine = (text: string): string =>
  text
    .replace(/[\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
