import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves one document at a time on a loopback port, with the ETag of its bytes, as a publisher's server does. */
export async function startFeedServer() {
  let current = Buffer.alloc(0);
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const etag = `"${createHash('sha256').update(current).digest('hex').slice(0, 16)}"`;
    const status = request.headers['if-none-match'] === etag ? 304 : 200;
    answers.push(status);
    response
      .writeHead(status, { etag, 'content-type': 'application/rss+xml' })
      .end(status === 200 ? current : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/feed.xml`,
    host: `127.0.0.1:${port}`,
    /** Status of each answer so far. */
    answers,
    publish: (document: Uint8Array | string) => void (current = Buffer.from(document)),
    close: async () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
