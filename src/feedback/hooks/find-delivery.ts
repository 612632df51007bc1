import { parseEmailAddress } from '../../kernel/email-address.js';
import type { Tokens } from '../../kernel/token.js';
import type { DeliveryRef, MatchedBy } from '../feedback-store.js';
import { readReturnAddress } from '../return-address.js';
import type { HookEvent } from './hook.js';
import type { HookStore } from './hook-store.js';

export interface TokenDeps {
  readonly tokens: Tokens;
  readonly bounceDomain: string;
}

export interface FindDeliveryDeps extends TokenDeps {
  readonly hookStore: Pick<HookStore, 'deliveriesTo'>;
}

export interface FoundDelivery {
  readonly delivery: DeliveryRef;
  readonly matchedBy: MatchedBy;
}

/**
 * The delivery an event is about. Our token first; then our Message-ID, which is proved against the address; then the newest
 * delivery to the address, and the record says so.
 */
export async function findDelivery(deps: FindDeliveryDeps, event: HookEvent): Promise<FoundDelivery | undefined> {
  const [named] = namedByTokens(deps, event);
  if (named !== undefined) return { delivery: named, matchedBy: 'token' };
  const address = parseEmailAddress(event.recipient ?? '')?.normalised;
  const deliveries = address === undefined ? [] : await deps.hookStore.deliveriesTo(address);
  const local = /^<?([^@<>\s]+)@/.exec(event.messageId ?? '')?.[1];
  const exact = deliveries.find((delivery) => local === messageName(deps.tokens, delivery));
  if (exact !== undefined) return { delivery: exact, matchedBy: 'message-id' };
  const [newest] = deliveries;
  return newest && { delivery: newest, matchedBy: 'address' };
}

/** The deliveries that tokens of ours in an event name. */
export const namedByTokens = (deps: TokenDeps, { tokens }: HookEvent): readonly DeliveryRef[] =>
  tokens.map((text) => readToken(deps, text)).filter((delivery) => delivery !== undefined);

/** The delivery that a token of ours names, bare or in a return address. */
export function readToken({ tokens, bounceDomain }: TokenDeps, text: string): DeliveryRef | undefined {
  const address = readReturnAddress(text, { tokens, bounceDomain });
  if (address?.kind === 'bounce') return address.delivery;
  const [issueId, subscriberId] = tokens.verify('bounce', text.trim()) ?? [];
  return issueId === undefined || subscriberId === undefined ? undefined : { issueId, subscriberId };
}

const messageName = (tokens: Tokens, { issueId, subscriberId }: DeliveryRef): string =>
  tokens.digest('mid', `${issueId}|${subscriberId}`);
