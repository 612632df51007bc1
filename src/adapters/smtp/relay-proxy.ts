/** The address of an HTTP or SOCKS5 proxy that opens the way to a relay; null without one. */
export function readProxy(url: URL): { readonly proxy: string | null } | { readonly fault: string } {
  const text = url.searchParams.get('proxy');
  if (text === null) return { proxy: null };
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy === undefined || !KINDS.has(proxy.protocol) || proxy.hostname === '')
    return {
      fault:
        'proxy must be the address of an HTTP or SOCKS5 proxy, like http://proxy.lan:3128 or socks5://proxy.lan:1080',
    };
  if ((proxy.pathname !== '/' && proxy.pathname !== '') || proxy.search !== '' || proxy.hash !== '')
    return { fault: 'proxy must end after its port' };
  const fault = isSocks(proxy.href) ? socksFault(proxy) : undefined;
  return fault === undefined ? { proxy: proxy.href } : { fault };
}

/** `socks5h` is how curl writes that the proxy looks names up, as we always let it. */
const SOCKS = new Set(['socks5:', 'socks5h:']);
const KINDS = new Set(['http:', 'https:', ...SOCKS]);

export const isSocks = (proxy: string): boolean => SOCKS.has(new URL(proxy).protocol);

/** A SOCKS5 proxy, its words decoded. */
export interface SocksProxy {
  readonly host: string;
  readonly port: number;
  readonly login: { readonly user: string; readonly pass: string } | null;
}

const SOCKS_PORT = 1080;

/** Throws URIError with a wrong percent sign. */
export function socksProxy({ hostname, port, username, password }: URL): SocksProxy {
  const login = { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  return {
    host: decodeURIComponent(hostname).replace(/^\[|\]$/g, ''),
    port: port === '' ? SOCKS_PORT : Number(port),
    login: login.user === '' && login.pass === '' ? null : login,
  };
}

/** RFC 1929: a user and a password of 1 to 255 octets each. */
const MOST_OCTETS = 255;

function socksFault(url: URL): string | undefined {
  try {
    const { login } = socksProxy(url);
    if (login === null) return undefined;
    const lengths = [login.user, login.pass].map((word) => Buffer.byteLength(word));
    return lengths.every((length) => length > 0 && length <= MOST_OCTETS)
      ? undefined
      : `proxy needs a user and a password of at most ${MOST_OCTETS} octets each, or neither`;
  } catch {
    return 'proxy has a wrong percent sign';
  }
}

/** Without its password. */
export function describeProxy(proxy: string): string {
  const url = new URL(proxy);
  if (url.password !== '') url.password = '***';
  return url.href.replace(/\/$/, '');
}
