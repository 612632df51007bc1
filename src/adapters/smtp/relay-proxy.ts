/** An HTTP proxy that opens the way to a relay by CONNECT; null without one. */
export function readProxy(url: URL): { readonly proxy: string | null } | { readonly fault: string } {
  const text = url.searchParams.get('proxy');
  if (text === null) return { proxy: null };
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy === undefined || (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') || proxy.hostname === '')
    return { fault: `proxy must be the http or https address of a proxy, like http://proxy.lan:3128` };
  if (proxy.pathname !== '/' || proxy.search !== '' || proxy.hash !== '')
    return { fault: 'proxy must end after its port' };
  return { proxy: proxy.href };
}

/** Without its password. */
export function describeProxy(proxy: string): string {
  const url = new URL(proxy);
  if (url.password !== '') url.password = '***';
  return url.href.replace(/\/$/, '');
}
