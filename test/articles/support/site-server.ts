import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SiteAnswer {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a site has at a path with its query; undefined is 404. */
export type Site = (path: string, query: URLSearchParams, origin: string) => SiteAnswer | undefined;

/** A web site on a free port of this machine; `requests` grows with each request. */
export async function startSite(site: Site) {
  const requests: string[] = [];
  let current = site;
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    requests.push(request.url ?? '');
    const { pathname, searchParams, origin } = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const { status = 200, type = 'text/html', headers = {}, body } = current(pathname, searchParams, origin) ?? GONE;
    response.writeHead(status, { 'Content-Type': type, ...headers }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}`,
    requests,
    become: (next: Site) => {
      current = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const GONE: SiteAnswer = { status: 404, body: '<html><title>Not found</title></html>' };

export const html = (head: string, body = ''): SiteAnswer => ({
  body: `<!doctype html><html lang="en-GB"><head>${head}</head><body>${body}</body></html>`,
});

export const xml = (body: string): SiteAnswer => ({ type: 'application/rss+xml', body });

export const json = (value: unknown, headers: Readonly<Record<string, string>> = {}, status = 200): SiteAnswer => ({
  status,
  type: 'application/json',
  headers,
  body: JSON.stringify(value),
});
