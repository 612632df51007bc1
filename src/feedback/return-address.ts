import type { Tokens } from '../kernel/token.js';
import type { DeliveryRef } from './feedback-store.js';

/** What a recipient of inbound mail stands for. */
export type ReturnAddress =
  | { readonly kind: 'bounce'; readonly delivery: DeliveryRef }
  | { readonly kind: 'unsubscribe'; readonly token: string };

/**
 * Reads `b-<bounce token>@domain` and `u-<unsubscribe token>@domain`; undefined for everything else, so that nobody can
 * make a reader bounce or leave without a mail of ours in hand. Case does not matter: some servers change it.
 */
export function readReturnAddress(
  recipient: string,
  { tokens, bounceDomain }: { tokens: Tokens; bounceDomain: string },
): ReturnAddress | undefined {
  const match = /^<?([bu])-([a-z0-9]+)@([a-z0-9.-]+?)\.?>?$/.exec(recipient.trim().toLowerCase());
  const [kind, token, domain] = [match?.[1], match?.[2] ?? '', match?.[3]];
  if (domain !== bounceDomain.toLowerCase()) return undefined;
  if (kind === 'u') return tokens.verify('unsubscribe', token) && { kind: 'unsubscribe', token };
  const [issueId, subscriberId] = tokens.verify('bounce', token) ?? [];
  if (issueId === undefined || subscriberId === undefined) return undefined;
  return { kind: 'bounce', delivery: { issueId, subscriberId } };
}
