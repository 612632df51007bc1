/** One link of the HTTP header `Link` (RFC 8288); parameters by their names in lower case. */
export interface HeaderLink {
  readonly href: string;
  readonly params: Readonly<Record<string, string>>;
}

const LINK = /<([^<>]*)>((?:\s*;\s*[\w!#$&+.^`|~*-]+\s*(?:=\s*(?:"[^"]*"|[^\s",;]+))?)*)/g;
const PARAM = /;\s*([\w!#$&+.^`|~*-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s",;]+)))?/g;

/** `<https://example.org/wp-json/>; rel="https://api.w.org/", <...>; rel=alternate` */
export function linkHeader(header: string | undefined): readonly HeaderLink[] {
  return [...(header ?? '').slice(0, 20_000).matchAll(LINK)].map(([, href = '', rest = '']) => ({
    href: href.trim(),
    params: Object.fromEntries(
      [...rest.matchAll(PARAM)].map(([, name = '', quoted, bare]) => [name.toLowerCase(), quoted ?? bare ?? '']),
    ),
  }));
}

export const hasRel = (rel: string | undefined, wanted: string): boolean =>
  (rel ?? '').toLowerCase().split(/\s+/).includes(wanted);
