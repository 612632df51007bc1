/** How we log in at a relay: with a password, or with tokens that a refresh token buys (OAuth 2, XOAUTH2). */
export type Login =
  { readonly user: string; readonly pass: string } | { readonly user: string; readonly oauth2: OAuth2 };

export interface OAuth2 {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  /** Where a refresh token buys the next access token. */
  readonly tokenUrl: string;
}

export const OAUTH2_OPTIONS = ['clientId', 'clientSecret', 'refreshToken', 'tokenUrl'] as const;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i;

/** Null without a user; a sentence when it is wrong. */
export function readLogin(url: URL): Login | null | string {
  const auth = url.searchParams.get('auth');
  if (auth !== null && auth !== 'oauth2') return `auth must be oauth2 or absent, not "${auth}"`;
  if (auth === 'oauth2') return readOAuth2(url);
  const stray = OAUTH2_OPTIONS.find((name) => url.searchParams.has(name));
  if (stray !== undefined) return `has ${stray} without auth=oauth2`;
  if (url.username === '' && url.password === '') return null;
  const user = decoded(url.username);
  const pass = decoded(url.password);
  return user && pass ? { user, pass } : 'has a user without a password, or a wrong percent sign in them';
}

function readOAuth2(url: URL): Login | string {
  const user = decoded(url.username);
  if (!user || url.password !== '') return 'needs a user and no password with auth=oauth2';
  const [clientId, clientSecret, refreshToken, tokenUrl] = OAUTH2_OPTIONS.map(
    (name) => url.searchParams.get(name) ?? '',
  );
  if (!clientId || !clientSecret || !refreshToken || !tokenUrl) {
    const missing = OAUTH2_OPTIONS.filter((name) => !url.searchParams.get(name));
    return `lacks ${missing.join(', ')}, which auth=oauth2 needs`;
  }
  if (!isSafe(tokenUrl)) return `tokenUrl must be an https address, not "${tokenUrl}"`;
  return { user, oauth2: { clientId, clientSecret, refreshToken, tokenUrl } };
}

/** The secret and the tokens cross the network on this way. */
function isSafe(tokenUrl: string): boolean {
  if (!URL.canParse(tokenUrl)) return false;
  const { protocol, hostname } = new URL(tokenUrl);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

/** Undefined with a wrong percent sign. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
