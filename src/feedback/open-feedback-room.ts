import type { NewId } from '../kernel/ids.js';
import type { Tokens } from '../kernel/token.js';
import type { SubscribersRoom } from '../subscribers/room.js';
import { isAutoReply } from './auto-reply.js';
import type { FeedbackStore } from './feedback-store.js';
import { createProviderGuard, type ProviderGuardDeps } from './provider-guard.js';
import { readMail, type ReadMail } from './read-mail.js';
import { receiveBounce } from './receive-bounce.js';
import { readReturnAddress } from './return-address.js';
import type { FeedbackRoom, InboundMail } from './room.js';

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
export function openFeedbackRoom(deps: FeedbackDeps): FeedbackRoom {
  const { logger } = deps;
  const bounceDeps = { ...deps, guard: createProviderGuard(deps) };

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
        return;
      }
      const mail = await readMail(inbound.raw);
      if (mail.headerCount('received') >= MAX_HOPS) {
        logger.warn('feedback.loop', { kind: address.kind });
        return;
      }
      if (address.kind === 'unsubscribe') await receiveUnsubscribe(address.token, inbound, mail);
      else await receiveBounce(bounceDeps, address.delivery, { inbound, mail });
    },
  };
}
