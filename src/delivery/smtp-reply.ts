/** The parts of a server's answer. */
export interface SmtpReply {
  /** Three digits; null when the text has none. */
  readonly code: number | null;
  /** RFC 3463, `5.1.1`; null when the server gives none. */
  readonly enhanced: string | null;
  /** The whole answer on one line. */
  readonly text: string;
}

/** Servers write the enhanced code after the reply code, and some (qmail) at the end as `(#5.1.1)`. */
const ENHANCED = /(?:^[245]\d\d[ -]+#?|\(#?|[\s#])([245]\.\d{1,3}\.\d{1,3})(?![.\d])/;

/** Reads one answer, also of several lines (`550-...\n550 ...`). */
export function readReply(reply: string): SmtpReply {
  const text = reply.replace(/\s+/g, ' ').trim();
  const code = /^([2-5]\d\d)(?=$|[\s-])/.exec(text)?.[1];
  const enhanced = ENHANCED.exec(text)?.[1] ?? null;
  return { code: code === undefined ? null : Number(code), enhanced, text };
}
