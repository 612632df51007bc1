import type { PageFacts } from './page-facts.js';

const SIGN_IN =
  /\/(?:wp-login\.php|log-?in|sign-?in|signin|anmelden|connexion|auth|sso|oauth2?|session\/new)(?:[/?#.]|$)/i;

/** Titles of pages that stand in the way; each rule carries a real one. */
const TITLES: readonly (readonly [RegExp, string])[] = [
  [
    /** "Just a moment...", "Attention Required! | Cloudflare", "DDoS-Guard", "Pardon Our Interruption" */
    /just a moment|attention required|checking your browser|ddos|are you a robot|robot check|pardon our interruption|security check|verify you are human|captcha/i,
    'The site first wants to see that its visitor is no robot. Ask it to let Pressrun in.',
  ],
  [/^\s*(?:access denied|403 forbidden|forbidden)\b/i, 'The site does not let Pressrun in. Ask it to.'],
  [
    /\b(?:404|page not found|nicht gefunden|page introuvable)\b/i,
    'This page says that there is nothing at this address. Check it.',
  ],
  [/domain (?:is )?for sale|parked|coming soon|under construction/i, 'There is no site at this address yet.'],
];

/** Why a page is not what was wanted, where it shows; undefined where it is a page like any other. */
export function pageTrouble({ title, url = '', hasPasswordField }: PageFacts): string | undefined {
  const said = TITLES.find(([pattern]) => pattern.test(title))?.[1];
  if (said !== undefined) return said;
  if (hasPasswordField || SIGN_IN.test(url)) return 'This is a sign-in page; Pressrun reads what is open to everybody.';
  return undefined;
}
