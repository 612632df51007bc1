import type { Socket } from 'node:net';
import httpProxyClient from 'nodemailer/lib/smtp-connection/http-proxy-client';
import { openSocks } from './open-socks.js';
import { isSocks, socksProxy } from './relay-proxy.js';
import type { Relay } from './relay-url.js';
import type { SmtpTiming } from './timing.js';

/** A connection to the relay through a proxy, or why there is none. */
export async function openTunnel(
  proxy: string,
  relay: Relay,
  { beforeDot }: SmtpTiming,
): Promise<{ readonly connection: Socket } | Error> {
  try {
    const connection = isSocks(proxy)
      ? await openSocks(socksProxy(new URL(proxy)), relay, beforeDot)
      : await openHttp(proxy, relay, beforeDot);
    return { connection };
  } catch (error) {
    return new Error(`The proxy: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function openHttp(proxy: string, { host, port }: Relay, timeout: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    httpProxyClient(proxy, port, host, { timeout }, (error, socket) => {
      if (socket === undefined) reject(error ?? new Error('gave no connection'));
      else resolve(socket);
    });
  });
}
