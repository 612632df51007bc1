import type { Tokens } from '../kernel/token.js';
import type { ReaderLinks } from './room.js';

/** The signed links of one reader, for mails. They never expire and name no address. */
export function createLinks({ tokens, baseUrl }: { tokens: Tokens; baseUrl: string }) {
  return (subscriberId: string, newsletterId: string): ReaderLinks => {
    const unsubscribeToken = tokens.sign('unsubscribe', [subscriberId, newsletterId]);
    return {
      unsubscribe: `${baseUrl}/unsubscribe/${unsubscribeToken}`,
      unsubscribeToken,
      preferences: `${baseUrl}/preferences/${tokens.sign('preferences', [subscriberId])}`,
    };
  };
}
