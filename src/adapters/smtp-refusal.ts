/** An SMTP answer as the error that smtp-server's callbacks take. */
export const smtpRefusal = (code: number, text: string): Error & { responseCode: number } =>
  Object.assign(new Error(text), { responseCode: code });
