import { createPublicKey } from 'node:crypto';

export const NOT_LOGINS = 'is not a list of user:password pairs with passwords of at least 20 characters';

/** A list separated by commas whose every entry is right; blanks around commas do not matter. */
const listOf =
  (isRight: (entry: string) => boolean) =>
  (text: string): readonly string[] | undefined => {
    const entries = text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
    return entries.every(isRight) ? entries : undefined;
  };

export const topics = listOf((entry) => /^arn:aws(-cn|-us-gov)?:sns:[a-z0-9-]+:\d{12}:[\w.-]{1,256}$/.test(entry));

/** They travel in the address of a webhook, so that nobody guesses them. */
const isLogin = (entry: string): boolean => /^[^\s:]+:\S{20,}$/.test(entry);
const isKey = (entry: string): boolean => /^[^\s:]{20,}$/.test(entry);

export const logins = listOf(isLogin);
export const keys = listOf(isKey);
export const loginsOrTokens = listOf((entry) => isLogin(entry) || isKey(entry));
export const svixSecrets = listOf((entry) => /^whsec_[A-Za-z0-9+/]{20,}={0,2}$/.test(entry));
export const publicKeys = listOf((entry) => {
  try {
    const key = createPublicKey({ key: Buffer.from(entry, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
});
