import type { SendOutcome, SmtpPhase } from '../../delivery/mailer.js';

/** What nodemailer puts on its errors. */
export interface SmtpError extends Error {
  readonly code?: string | undefined;
  readonly command?: string | undefined;
  readonly response?: unknown;
  readonly responseCode?: number | undefined;
}

interface Situation {
  /** The phase the session was in when the error came. */
  readonly phase: SmtpPhase;
  /** The phase of the last answer before it. */
  readonly answered: SmtpPhase;
  /** The body was read to its end: the dot may be on the wire. */
  readonly taken: boolean;
}

const COMMAND_PHASES: Readonly<Record<string, SmtpPhase>> = { 'MAIL FROM': 'mail', 'RCPT TO': 'rcpt' };

/** A reply with a code is a certain answer. Without one, only the body tells whether the message may have been taken. */
export function readSmtpError(error: SmtpError, situation: Situation): SendOutcome {
  const { phase, taken } = situation;
  const reply = typeof error.response === 'string' ? oneLine(error.response) : '';
  const code = error.responseCode ?? 0;
  if (code >= 400 && code < 600) return { kind: 'refused', phase: phaseOf(error, situation), code, reply };
  if (error.code === 'EMESSAGE' && error.command === 'MAIL FROM')
    return { kind: 'refused', phase: 'mail', code: 552, reply: `552 5.3.4 ${error.message}` };
  return { kind: 'broken', phase: taken ? 'dot' : phase, dotWritten: taken, reason: oneLine(error.message) };
}

function phaseOf(error: SmtpError, { phase, answered, taken }: Situation): SmtpPhase {
  if (error.code === 'EAUTH') return 'auth';
  if (error.code === 'EMESSAGE' || taken) return 'dot';
  if (error.command === 'DATA') return 'data';
  const named = COMMAND_PHASES[error.command ?? ''];
  // A 421 to a pipelined command is told once the session is closed, after the answer was counted.
  return named ?? (error.responseCode === 421 && error.message.startsWith('Server closed') ? answered : phase);
}

export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
