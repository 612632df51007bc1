import type { ConsentProof } from './consent-proof.js';
import { normaliseIp } from './network.js';
import type { Visitor } from './room.js';

/** Who did it, when and from where; `consent` only where the reader was shown words to agree to. */
export const proofOf = (
  visitor: Visitor,
  at: number,
  consent?: { text: string; textVersion: string | null },
): ConsentProof => ({
  text: consent?.text ?? null,
  textVersion: consent?.textVersion ?? null,
  at,
  ip: visitor.ip === null ? null : normaliseIp(visitor.ip),
  userAgent: visitor.userAgent?.slice(0, MAX_USER_AGENT) ?? null,
  source: visitor.source,
});

const MAX_USER_AGENT = 300;
