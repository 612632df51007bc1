import type { Socket } from 'node:net';
import httpProxyClient from 'nodemailer/lib/smtp-connection/http-proxy-client';
import type { Relay } from './relay-url.js';
import type { SmtpTiming } from './timing.js';

/** A connection to the relay through a proxy, or why there is none. */
export async function openTunnel(
  proxy: string,
  { host, port }: Relay,
  { beforeDot }: SmtpTiming,
): Promise<{ readonly connection: Socket } | Error> {
  return new Promise((resolve) => {
    httpProxyClient(proxy, port, host, { timeout: beforeDot }, (error, socket) => {
      if (error !== null && error !== undefined) resolve(new Error(`The proxy: ${error.message}`));
      else if (socket === undefined) resolve(new Error('The proxy gave no connection'));
      else resolve({ connection: socket });
    });
  });
}
