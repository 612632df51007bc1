import { createHash } from 'node:crypto';
import { HOUR, SECOND } from '../kernel/clock.js';
import { parseEmailAddress } from '../kernel/email-address.js';
import { ID_LENGTH, timeOfId } from '../kernel/ids.js';
import type { SubscribersDeps } from './deps.js';
import type { SubscribersRoom } from './room.js';
import type { Evidence } from './sign-up-budgets.js';

/** Leading zero bits of the hash: 65,000 tries on average, a second or two of a phone. */
const PROOF_BITS = 16;
/** Who cannot compute waits so long instead. */
const WAIT = 20 * SECOND;
const VALID_FOR = HOUR;

type ProofDeps = Pick<SubscribersDeps, 'tokens' | 'clock' | 'newId'>;

/** A puzzle for one address: a text `t` for which SHA-256 of `puzzle.t` begins with PROOF_BITS zero bits. */
export function createPuzzle(deps: ProofDeps): SubscribersRoom['puzzle'] {
  const { tokens, newId } = deps;
  return (email, shown = '') => {
    const normalised = parseEmailAddress(email)?.normalised ?? '';
    const puzzle =
      ageOf(deps, normalised, shown) === undefined
        ? tokens.sign('proof-of-work', [addressId(tokens, normalised), newId()])
        : shown;
    return { puzzle, bits: PROOF_BITS, waitSeconds: WAIT / SECOND };
  };
}

/** What a puzzle with its answer proves; it is worth nothing for another address, and nothing after an hour. */
export function checkPuzzle(
  deps: Pick<ProofDeps, 'tokens' | 'clock'>,
  normalisedEmail: string,
  { puzzle, answer }: { puzzle: string; answer: string },
): Evidence['proof'] {
  const age = ageOf(deps, normalisedEmail, puzzle);
  if (age === undefined) return 'none';
  if (leadingZeroBits(createHash('sha256').update(`${puzzle}.${answer}`).digest()) >= PROOF_BITS) return 'worked';
  return age >= WAIT ? 'waited' : 'none';
}

/** Milliseconds since a puzzle for this address was made; undefined for another's and for an outdated one. */
function ageOf({ tokens, clock }: Pick<ProofDeps, 'tokens' | 'clock'>, normalisedEmail: string, puzzle: string) {
  const [address, made] = tokens.verify('proof-of-work', puzzle) ?? [];
  if (made === undefined || address !== addressId(tokens, normalisedEmail)) return undefined;
  const age = clock.now() - timeOfId(made);
  return age > VALID_FOR ? undefined : age;
}

const addressId = (tokens: ProofDeps['tokens'], normalisedEmail: string): string =>
  tokens.digest('proof-of-work', normalisedEmail).slice(0, ID_LENGTH);

function leadingZeroBits(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? bytes.length * 8 : first * 8 + Math.clz32(bytes[first] ?? 0) - 24;
}
