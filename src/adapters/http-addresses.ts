import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { bareHost, privateFault, type Target } from './http-target.js';
import { isPublic } from './public-address.js';

interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export const resolveWithSystem: Resolve = async (hostname) => systemLookup(hostname, { all: true });

/** The name leads into a private network. */
export class PrivateAddressError extends Error {
  constructor({ url }: Target, address: string) {
    super(privateFault(`${url.hostname} (${address})`, url));
    this.name = 'PrivateAddressError';
  }
}

/**
 * A `lookup` for the socket that knows only the addresses judged here, so that a name server that answers differently the
 * second time gains nothing. One private address among several is refused. Literal addresses were judged with the URL.
 */
export async function pinnedLookup(resolve: Resolve, target: Target, signal: AbortSignal): Promise<LookupFunction> {
  const { hostname } = target.url;
  if (isIP(bareHost(target.url)) !== 0) return answerWith([]);
  const addresses = await Promise.race([resolve(hostname), rejectOnAbort(signal)]);
  const refused = target.allowed ? undefined : addresses.find(({ address }) => !isPublic(address));
  if (refused !== undefined) throw new PrivateAddressError(target, refused.address);
  return answerWith(addresses);
}

function answerWith(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (hostname, options, callback) => {
    const [first] = addresses;
    if (first === undefined) callback(new Error(`${hostname} has no address`), []);
    else if (options.all === true) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };
}

/** getaddrinfo has no time limit of its own worth the name. */
const rejectOnAbort = async (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const give = () => reject(new DOMException('The lookup took too long', 'TimeoutError'));
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
