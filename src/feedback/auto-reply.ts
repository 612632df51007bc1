import type { ReadMail } from './read-mail.js';

/** Headers of answering machines (RFC 3834 and what came before it). Bounces carry some of them too, so ask for bounces first. */
export function isAutoReply(mail: ReadMail): boolean {
  const submitted = mail.header('auto-submitted')?.trim().toLowerCase();
  if (submitted !== undefined && !submitted.startsWith('no')) return true;
  if (/auto[_-]?reply/i.test(mail.header('precedence') ?? '')) return true;
  return ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply-from', 'x-mail-autoreply'].some(
    (name) => mail.header(name) !== undefined,
  );
}

/** Subjects of vacation programs that set no header; the last resort. */
const SUBJECTS =
  /^\s*(?:re:\s*)?\W?(?:auto(?:matic|mated)?[ -]?(?:reply|response|respond)|autoreply|out of (?:the )?office|vacation|away from|abwesenheit|automatische antwort|réponse automatique|respuesta automática|risposta automatica|自動応答|automatisch antwoord)/iu;

export const hasAutoReplySubject = (mail: ReadMail): boolean => SUBJECTS.test(mail.subject);
