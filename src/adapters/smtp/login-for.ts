import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import type { Login } from './relay-login.js';
import type { SmtpTiming } from './timing.js';

/** What nodemailer logs in with. An access token is fetched once for all connections, and again when it is refused. */
export function loginFor(login: Login | null, { beforeDot }: SmtpTiming): SMTPConnection.AuthenticationType | null {
  if (login === null || 'pass' in login) return login;
  const { user, oauth2 } = login;
  const { tokenUrl, ...client } = oauth2;
  return { user, oauth2: new XOAuth2({ user, ...client, accessUrl: tokenUrl, requestTimeout: beforeDot }) };
}
