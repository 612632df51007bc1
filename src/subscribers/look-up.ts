import { done, refuse } from '../kernel/refusal.js';
import type { SubscribersDeps } from './deps.js';
import { emailSchema, readInput } from './input.js';
import { readerView } from './reader-view.js';
import type { SubscribersRoom } from './room.js';
import { evidenceOf } from './suppress.js';
import { z } from 'zod';

/** Everything known about one address. */
export function createLookUp(deps: SubscribersDeps): SubscribersRoom['lookUp'] {
  return async (email) => {
    const read = readInput(z.object({ email: emailSchema }), { email }, 'subscriber.invalid');
    if (!read.ok) return read;
    const { normalised } = read.value.email;
    const suppression = (await deps.suppressions.byAddress(normalised)) ?? null;
    const subscriber = await deps.subscribers.byEmail(normalised);
    if (subscriber === undefined) {
      const known = suppression === null ? '' : ` It is suppressed: ${suppression.reason}.`;
      const detail = `No subscriber has this address.${known}`;
      return refuse({ code: 'subscriber.unknown', kind: 'unknown', detail });
    }
    const consents = await deps.subscribers.consents(subscriber.id);
    const evidence = suppression && (await evidenceOf(deps, suppression));
    return done({ ...(await readerView(deps, subscriber.id)), consents, suppression, evidence });
  };
}
