import type { Bell } from '../kernel/bell.js';
import { HOUR, MINUTE, type Clock } from '../kernel/clock.js';
import { parseEmailAddress } from '../kernel/email-address.js';
import type { NewId } from '../kernel/ids.js';
import type { LetterBox } from '../kernel/letter.js';
import type { Random } from '../kernel/random.js';
import { done, invalid, refuse, type Outcome, type Refusal } from '../kernel/refusal.js';
import type { Tokens } from '../kernel/token.js';
import type { AccountStore, SignInLink } from './account-store.js';
import type { AccountsRoom, Person } from './room.js';
import { hashSecret, newSecret } from './secret.js';
import { SESSION_LIFETIME } from './session.js';

/** How long a mailed link works. */
const MAILED_LINK_LIFETIME = 30 * MINUTE;
/** Nobody can fill a colleague's inbox from the sign-in page: one mail a minute, six an hour. */
const LINKS_PER_HOUR = 6;

export interface SignInDeps {
  readonly accounts: AccountStore;
  readonly letters: LetterBox;
  readonly bell: Bell;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: NewId;
  /** Without a trailing slash. */
  readonly baseUrl: string;
}

export function createSignIn(
  deps: SignInDeps,
): Pick<AccountsRoom, 'signInLink' | 'requestSignIn' | 'viewSignIn' | 'signIn'> {
  return {
    async signInLink(person, validFor) {
      const id = deps.newId();
      await storeLink(deps, id, { person, validFor });
      return `${deps.baseUrl}/desk/sign-in/${deps.tokens.sign('sign-in', [id])}`;
    },

    async requestSignIn(email) {
      const address = parseEmailAddress(email);
      if (address === undefined) {
        return invalid('sign-in.invalid', [
          { field: 'email', fault: 'is not an e-mail address', example: 'ana@example.org' },
        ]);
      }
      const person = await deps.accounts.personByEmail(address.normalised);
      if (person !== undefined) await mailLink(deps, person);
      return done(undefined);
    },

    async viewSignIn(token) {
      const found = await findLink(deps, token);
      return found.ok ? done(found.value.link.person) : found;
    },

    async signIn(token) {
      const found = await findLink(deps, token);
      if (!found.ok) return found;
      const { id, link } = found.value;
      const secret = newSecret(deps.random);
      const now = deps.clock.now();
      const session = { tokenHash: hashSecret(secret), createdAt: now, expiresAt: now + SESSION_LIFETIME };
      if (await deps.accounts.useLink(id, session)) return done({ session: secret, person: link.person });
      return refuse(USED);
    },
  };
}

async function storeLink({ accounts, clock }: SignInDeps, id: string, link: { person: Person; validFor: number }) {
  const now = clock.now();
  await accounts.insertLink({ id, personId: link.person.id, createdAt: now, expiresAt: now + link.validFor });
}

/** The letter first: its key is the budget's gate, and a link nobody was sent would count against the hour. */
async function mailLink(deps: SignInDeps, person: Person): Promise<void> {
  const now = deps.clock.now();
  if ((await deps.accounts.linksSince(person.id, now - HOUR)) >= LINKS_PER_HOUR) return;
  const linkId = deps.newId();
  const letter = {
    id: deps.newId(),
    kind: 'sign-in',
    dedupeKey: `sign-in:${person.id}:${Math.floor(now / MINUTE)}`,
    recipient: person.email,
    payload: { linkId },
  } as const;
  if (!(await deps.letters.insert(letter, now))) return;
  await storeLink(deps, linkId, { person, validFor: MAILED_LINK_LIFETIME });
  deps.bell.ring([{ name: 'send-letter', letterId: letter.id }]);
}

const ASK_AGAIN = 'Ask for a new one on the sign-in page.';
const FORGED: Refusal = {
  code: 'sign-in.unknown',
  kind: 'unknown',
  detail: `This sign-in link is not complete or not ours. Copy the whole link from the mail. ${ASK_AGAIN}`,
};
const USED: Refusal = {
  code: 'sign-in.used',
  kind: 'conflict',
  detail: `This sign-in link was used before; each works once. ${ASK_AGAIN}`,
};
const EXPIRED: Refusal = {
  code: 'sign-in.expired',
  kind: 'conflict',
  detail: `This sign-in link has expired. ${ASK_AGAIN}`,
};

async function findLink(
  { accounts, tokens, clock }: SignInDeps,
  token: string,
): Promise<Outcome<{ id: string; link: SignInLink }>> {
  const [id, ...rest] = tokens.verify('sign-in', token) ?? [];
  const link = id === undefined || rest.length > 0 ? undefined : await accounts.link(id);
  if (id === undefined || link === undefined) return refuse(FORGED);
  if (link.usedAt !== null) return refuse(USED);
  if (link.expiresAt <= clock.now()) return refuse(EXPIRED);
  return done({ id, link });
}
