/** Longer ones are pictures written out, or broken. */
const MAX_LENGTH = 4_000;

/**
 * A link as a feed writes it, made absolute; undefined unless it is http or https.
 * @param bases tried in order: the first that is itself absolute counts.
 */
export function absoluteUrl(link: string | undefined, bases: readonly (string | undefined)[] = []): string | undefined {
  const text = link?.trim() ?? '';
  if (text === '' || text.length > MAX_LENGTH) return undefined;
  const spelled = /^www\.[^/]+\./i.test(text) ? `https://${text}` : text;
  if (URL.canParse(spelled)) return webUrl(new URL(spelled), spelled);
  const base = bases.find((candidate) => candidate !== undefined && URL.canParse(candidate));
  return base !== undefined && URL.canParse(spelled, base) ? webUrl(new URL(spelled, base), spelled) : undefined;
}

/** The source's own spelling where only the slash after the host differs. */
function webUrl(url: URL, spelled: string): string | undefined {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  return url.href === `${spelled}/` ? spelled : url.href;
}

/** A base that may itself be relative to the one around it, as xml:base is. */
export function resolveBase(inner: string | undefined, outer: string | undefined): string | undefined {
  if (inner === undefined) return outer;
  if (URL.canParse(inner, outer)) return new URL(inner, outer).href;
  return outer;
}
