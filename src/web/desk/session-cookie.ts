import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';

/** As long as a session can last; the server decides when it really ends. */
const MAX_AGE_SECONDS = 7 * 24 * 60 * 60;

/** The cookie that holds the secret of a session. */
export interface SessionCookie {
  read(req: Request): string | undefined;
  set(res: Response, secret: string): void;
  clear(res: Response): void;
}

/**
 * `__Host-` keeps other hosts of the domain from planting a session (RFC 6265bis 4.1.3.2); browsers take it over https
 * only. Lax, not Strict: a link in a notice mail must open the desk.
 */
export function createSessionCookie(baseUrl: string): SessionCookie {
  const secure = baseUrl.startsWith('https://');
  const name = secure ? '__Host-pressrun_desk' : 'pressrun_desk';
  const write = (res: Response, value: string, maxAge: number) =>
    res.append(
      'Set-Cookie',
      stringifySetCookie({ name, value, path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge }),
    );
  return {
    read: (req) => parseCookie(req.get('cookie') ?? '')[name],
    set: (res, secret) => void write(res, secret, MAX_AGE_SECONDS),
    clear: (res) => void write(res, '', 0),
  };
}
