import express, { Router, type Request } from 'express';
import type { HubQuestion } from '../../articles/answer-hub.js';
import { statusOf } from '../refusals.js';
import type { WebDeps } from '../web-deps.js';

/** Hubs send whole feeds, which are not larger than what we would fetch. */
const BODY_LIMIT = '5mb';

/**
 * Where hubs reach us (W3C WebSub): GET asks whether we want a subscription, POST says that a feed changed. The token in
 * the address names the subscription; answers are bare text for programs.
 */
export function createWebSubRouter({ rooms }: Pick<WebDeps, 'rooms'>): Router {
  const router = Router();
  router.get('/:token', async (req, res) => {
    const answer = await rooms.articles.answerHub(req.params.token, questionOf(req));
    res.status(answer.ok ? 200 : statusOf(answer.refusal)).type('text/plain');
    res.send(answer.ok ? answer.value : answer.refusal.detail);
  });
  router.post('/:token', express.raw({ type: () => true, limit: BODY_LIMIT }), async (req, res) => {
    const { body }: { body: unknown } = req;
    const signature = req.get('x-hub-signature');
    const push = { signature, body: body instanceof Uint8Array ? body : new Uint8Array() };
    const taken = await rooms.articles.receivePush(req.params.token, push);
    res.status(taken.ok ? 202 : statusOf(taken.refusal)).type('text/plain');
    res.send(taken.ok ? '' : taken.refusal.detail);
  });
  return router;
}

function questionOf({ query }: Request): HubQuestion {
  const text = (name: string) => {
    const value = query[`hub.${name}`];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    mode: text('mode'),
    topic: text('topic'),
    challenge: text('challenge'),
    leaseSeconds: text('lease_seconds'),
    reason: text('reason'),
  };
}
