import { STATUS_CODES } from 'node:http';
import { TooLargeError } from './http-body.js';
import { PrivateAddressError } from './http-addresses.js';

/** What went wrong on the way, as a sentence for the desk. */
export function connectionFault(error: unknown, host: string): string {
  const cause = innermost(error);
  if (cause instanceof PrivateAddressError || cause instanceof TooLargeError) return cause.message;
  const code = textOf(cause, 'code') ?? textOf(cause, 'name') ?? '';
  const sentence = SENTENCES.find(([pattern]) => pattern.test(code))?.[1];
  return sentence?.replace('HOST', host) ?? `${host} could not be read: ${textOf(cause, 'message') ?? String(cause)}`;
}

const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^ENOTFOUND$/, 'There is no server named HOST. Check the address.'],
  [/^EAI_AGAIN$/, 'The name HOST could not be looked up just now.'],
  [/^ECONNREFUSED$/, 'HOST refuses connections.'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'HOST closed the connection before the answer was complete.'],
  [/^(EHOSTUNREACH|ENETUNREACH)$/, 'HOST cannot be reached from here.'],
  [/TIMEOUT|^TimeoutError$|^AbortError$|^ETIMEDOUT$/, 'HOST did not answer in time.'],
  [/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/, "HOST's certificate is not valid."],
  [/^(ERR_SSL|EPROTO)/, 'HOST does not speak TLS as it should.'],
  [/^(Z_|ZSTD_|ERR__?ZLIB|ERR_BROTLI|ERR__ERROR_FORMAT)/, "HOST's answer is packed wrongly."],
  [/^(HPE_|UND_ERR_HEADERS_OVERFLOW)/, 'HOST does not answer in HTTP.'],
];

/** "The server answered 404 Not Found." */
export function statusFault(status: number): string {
  const answered = `The server answered ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
  const advice: Readonly<Record<number, string>> = {
    401: ' It wants a password; a feed for Pressrun must be open.',
    403: ' It does not let Pressrun in; ask the site to allow it.',
    404: ' Check the address.',
    410: ' The feed was closed for good and is not fetched any more.',
  };
  return `${answered}.${advice[status] ?? ''}`;
}

/** The error all others were made of: undici wraps those of sockets, sockets those of each address tried. */
function innermost(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error;
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0) return innermost(error.errors[0]);
  return 'cause' in error && typeof error.cause === 'object' && error.cause !== null ? innermost(error.cause) : error;
}

function textOf(error: unknown, key: 'code' | 'name' | 'message'): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value = (error as Partial<Record<typeof key, unknown>>)[key];
  return typeof value === 'string' ? value : undefined;
}
