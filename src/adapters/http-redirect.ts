/** RFC 9110 15.4: which redirects are for good. 303 and 304 mean something else, 300 leaves the choice to a person. */
const REDIRECTS: Readonly<Record<number, { readonly permanent: boolean; readonly keepsPost: boolean }>> = {
  301: { permanent: true, keepsPost: false },
  302: { permanent: false, keepsPost: false },
  303: { permanent: false, keepsPost: false },
  307: { permanent: false, keepsPost: true },
  308: { permanent: true, keepsPost: true },
};

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

type Redirect = { readonly url: string; readonly permanent: boolean } | { readonly fault: string };

/** Where an answer sends us; undefined when it is none of those that do. The fault is a sentence. */
export function followRedirect(from: URL, { status, headers }: Answer, method = 'GET'): Redirect | undefined {
  const kind = REDIRECTS[status];
  const location = headers['location'];
  if (kind === undefined || location === undefined || (method === 'POST' && !kind.keepsPost)) return undefined;
  if (!URL.canParse(location, from)) return { fault: 'The address redirects to something that is no address.' };
  const to = new URL(location, from);
  if (from.protocol === 'https:' && to.protocol === 'http:')
    return { fault: `The address redirects from https to ${to.href}, which is not secure.` };
  return { url: to.href, permanent: kind.permanent };
}
