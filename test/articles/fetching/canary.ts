import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackServer {
  readonly port: number;
  /** `127.0.0.1:port`, as FETCH_ALLOW has it. */
  readonly host: string;
  readonly url: string;
  /** Connections taken, whether a request came or not. */
  connections(): number;
  close(): Promise<void>;
}

/** A server on a free port of every address of this machine. */
export async function openServer(listener: RequestListener, address = '127.0.0.1'): Promise<LoopbackServer> {
  const server: Server = createServer(listener);
  let connections = 0;
  server.on('connection', () => connections++);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, address, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/feed`,
    connections: () => connections,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Hears everybody who comes into the network, by IPv4 and IPv6; where IPv6 is switched off, by IPv4. */
export async function openCanary(): Promise<LoopbackServer> {
  return openServer(sing, '::').catch(async () => openServer(sing, '0.0.0.0'));
}

const sing: RequestListener = (_request, response) => void response.end('secret');
