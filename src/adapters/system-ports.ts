import { createServer } from 'node:net';
import { codeOf } from './system-error.js';

/** A port nobody listens on now; the operating system chooses unless `wanted` is free. */
export async function freePort(host: string, wanted = 0): Promise<number> {
  try {
    return await tryPort(host, wanted);
  } catch (error) {
    if (wanted === 0) throw error;
    return tryPort(host, 0);
  }
}

/** Why a port cannot be listened on, as a sentence part; undefined when it is free. */
export async function portFault(host: string, port: number): Promise<string | undefined> {
  try {
    await tryPort(host, port);
    return undefined;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EADDRINUSE') return `port ${port} is in use by another program`;
    if (code === 'EACCES') return `port ${port} needs more rights (ports below 1024 belong to root)`;
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `${host} is not an address of this machine`;
    return `${host}:${port} cannot be listened on (${String(error)})`;
  }
}

/** Listens for a moment and gives the port it got. */
async function tryPort(host: string, port: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      const got = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(got));
    });
  });
}
