import type { Socket } from 'node:net';
import { SocksClient } from 'socks';
import type { SocksProxy } from './relay-proxy.js';

interface Destination {
  readonly host: string;
  readonly port: number;
}

/** A connection through a SOCKS5 proxy (RFC 1928), which looks the name up too. Rejects with what was wrong. */
export async function openSocks(
  { host, port, login }: SocksProxy,
  destination: Destination,
  timeout: number,
): Promise<Socket> {
  const proxy = {
    host,
    port,
    type: 5 as const,
    ...(login === null ? {} : { userId: login.user, password: login.pass }),
  };
  return new Promise((resolve, reject) => {
    const { host: to, port: at } = destination;
    const wish = { proxy, destination: { host: to, port: at }, command: 'connect' as const, timeout };
    void SocksClient.createConnection(wish, (error, info) => {
      // Of the error only its words: it carries the proxy's password along.
      if (info === undefined) reject(new Error(error?.message ?? 'gave no connection'));
      else handOver(info.socket, resolve, reject);
    });
  });
}

/**
 * The client tells of what came right behind the proxy's answer (a relay that greets at once) one turn later and lets the
 * socket flow, when nobody may listen yet, and nobody listens for errors meanwhile. So it is kept, and put back.
 */
function handOver(socket: Socket, resolve: (socket: Socket) => void, reject: (error: Error) => void): void {
  const early: Buffer[] = [];
  const keep = (bytes: Buffer) => void early.push(bytes);
  let fault: Error | undefined;
  const fail = (error: Error) => void (fault = error);
  socket.on('data', keep).once('error', fail);
  setImmediate(() => {
    socket.pause();
    socket.off('data', keep);
    // Its end was told while nobody else listened, and is not told again.
    if (socket.destroyed || socket.readableEnded) {
      socket.destroy();
      return reject(fault ?? new Error('closed the connection'));
    }
    socket.off('error', fail);
    if (early.length > 0) socket.unshift(Buffer.concat(early));
    flowForNext(socket);
    return resolve(socket);
  });
}

/** A socket that was paused does not flow for a listener by itself, as a fresh one does. */
function flowForNext(socket: Socket): void {
  const flow = (event: string | symbol) => {
    if (event !== 'data') return;
    socket.off('newListener', flow);
    socket.resume();
  };
  socket.on('newListener', flow);
}
