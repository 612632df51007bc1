/** The address with these parameters, each once, behind those it has already; what is there keeps its spelling. */
export function withQuery(url: string, params: Readonly<Record<string, string>>): string {
  const [address = '', query = ''] = url.replace(/#.*$/s, '').split(/\?(.*)/s);
  const kept = query.split('&').filter((part) => part !== '' && !(nameOf(part) in params));
  const added = Object.entries(params).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${address}?${[...kept, ...added].join('&')}`;
}

const nameOf = (part: string): string => part.replace(/=.*$/s, '');
