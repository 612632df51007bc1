import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServedFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** The newsroom's own site: serves what `files` holds for a path, on a free port of this machine. */
export interface Site {
  readonly origin: string;
  /** `127.0.0.1:PORT`, for FETCH_ALLOW. */
  readonly host: string;
  put(path: string, file: ServedFile): void;
  close(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  const files = new Map<string, ServedFile>();
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '/');
    response.writeHead(file === undefined ? 404 : 200, { 'content-type': file?.type ?? 'text/plain' });
    response.end(file?.bytes ?? 'Not here.');
  });
  await listen(server);
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin: `http://${host}`,
    host,
    put: (path, file) => void files.set(path, file),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

const listen = async (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => resolve());
  });
