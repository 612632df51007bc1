import type { AddressInfo, Server } from 'node:net';

/** Starts listening; the port that was taken up. A port in use is told as `inUse`, a sentence that says what to do. */
export async function listen(
  server: Server,
  { port, host, inUse }: { port: number; host: string; inUse: string },
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new Error(inUse) : error);
    });
    server.listen({ port, host }, () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });
}
