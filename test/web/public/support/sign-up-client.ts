import { Agent, request } from 'undici';

export interface Answer {
  readonly status: number;
  /** Status, all headers but the date, and the body. */
  readonly bytes: string;
}

/** Sends the form again and again, over connections that are kept open. */
export function openSignUpClient(url: string) {
  const agent = new Agent({ connections: 50 });
  return {
    signUp: async (email: string, ip: string, fields: Readonly<Record<string, string>> = {}): Promise<Answer> => {
      const answer = await request(`${url}/subscribe`, {
        dispatcher: agent,
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': ip },
        body: new URLSearchParams({ email, newsletters: 'daily', ...fields }).toString(),
      });
      const { date: _date, ...headers } = answer.headers;
      const head = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\n`);
      return {
        status: answer.statusCode,
        bytes: `${answer.statusCode}\n${head.join('')}\n${await answer.body.text()}`,
      };
    },
    close: async () => agent.close(),
  };
}

/** The answer as somebody else would get it: without the address, and without the ETag, which is a hash of the body. */
export const anonymous = ({ status, bytes }: Answer, email: string): Answer => ({
  status,
  bytes: bytes.replace(/^etag: .*\n/m, '').replaceAll(email, 'somebody'),
});

export type SignUpClient = ReturnType<typeof openSignUpClient>;
