import { parseEmailAddress } from '../kernel/email-address.js';
import type { SubscribersDeps } from './deps.js';

/** Whether this address, as the reader typed it, must not be mailed. What is no address must not either. */
export async function isSuppressed(
  { suppressions }: Pick<SubscribersDeps, 'suppressions'>,
  email: string | null,
): Promise<boolean> {
  const address = parseEmailAddress(email ?? '');
  return address === undefined || (await suppressions.byAddress(address.normalised)) !== undefined;
}
