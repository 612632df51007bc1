import type { SendOutcome, SmtpPhase } from '../../delivery/mailer.js';

/** What nodemailer puts on its errors. */
export interface SmtpError extends Error {
  readonly code?: string | undefined;
  readonly command?: string | undefined;
  readonly response?: unknown;
  readonly responseCode?: number | undefined;
}

/** Why no session came about. A reply with a code is a certain answer; nothing was sent either way. */
export function readSmtpError(error: SmtpError, phase: SmtpPhase): SendOutcome {
  const reply = typeof error.response === 'string' ? oneLine(error.response) : '';
  const code = error.responseCode ?? 0;
  if (code >= 400 && code < 600) return { kind: 'refused', phase, code, reply };
  return { kind: 'broken', phase, dotWritten: false, reason: oneLine(error.message) };
}

export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
