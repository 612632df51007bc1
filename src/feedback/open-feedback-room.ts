import type { NewId } from '../kernel/ids.js';
import type { Tokens } from '../kernel/token.js';
import type { SubscribersRoom } from '../subscribers/room.js';
import { isAutoReply } from './auto-reply.js';
import type { FeedbackStore } from './feedback-store.js';
import { createProviderGuard, type ProviderGuardDeps } from './provider-guard.js';
import { readMail, type ReadMail } from './read-mail.js';
import { receiveBounce } from './receive-bounce.js';
import { readReturnAddress } from './return-address.js';
import type { InboundMail, InboundRoom } from './room.js';

export interface FeedbackDeps extends ProviderGuardDeps {
  readonly feedback: FeedbackStore;
  readonly subscribers: Pick<SubscribersRoom, 'unsubscribe'>;
  readonly tokens: Tokens;
  readonly newId: NewId;
  /** Domain of the return addresses, without `@`. */
  readonly bounceDomain: string;
}

/** RFC 5321 6.3 suggests 100; a loop through us is told much earlier. */
const MAX_HOPS = 50;

/** Bounces, complaints and unsubscribes by mail. Nothing that comes in is ever answered (RFC 3834 2). */
export function openFeedbackRoom(deps: FeedbackDeps): InboundRoom {
  const { logger } = deps;
  const bounceDeps = { ...deps, guard: createProviderGuard(deps) };
  const read = createMailReader();

  async function receiveUnsubscribe(token: string, inbound: InboundMail, mail: ReadMail): Promise<void> {
    if (inbound.envelopeFrom === '' || isAutoReply(mail)) {
      logger.info('feedback.ignored', { kind: 'auto-reply' });
      return;
    }
    const outcome = await deps.subscribers.unsubscribe(token, { ip: null, userAgent: null, source: 'mailto' });
    if (outcome.ok) logger.info('feedback.unsubscribed', { source: 'mailto' });
    else logger.warn('feedback.unsubscribe-refused', { code: outcome.refusal.code });
  }

  return {
    accepts: (recipient) => readReturnAddress(recipient, deps) !== undefined,
    async receive(inbound) {
      const address = readReturnAddress(inbound.envelopeTo, deps);
      if (address === undefined) {
        logger.warn('feedback.unknown-address');
        return 'not-ours';
      }
      const mail = await read(inbound.raw);
      if (mail.headers('received').length >= MAX_HOPS) {
        logger.warn('feedback.loop', { kind: address.kind });
        return 'noted';
      }
      if (address.kind === 'bounce') return receiveBounce(bounceDeps, address.delivery, { inbound, mail });
      await receiveUnsubscribe(address.token, inbound, mail);
      return 'noted';
    },
  };
}

/** A mail to several recipients comes in once for each, and is read once. */
function createMailReader(): (raw: Uint8Array) => Promise<ReadMail> {
  const readings = new WeakMap<Uint8Array, Promise<ReadMail>>();
  return async (raw) => {
    const reading = readings.get(raw) ?? readMail(raw);
    readings.set(raw, reading);
    return reading;
  };
}
