import express, { Router } from 'express';
import { lookUp, type HookFault } from '../../feedback/hooks/hook.js';
import { sendProblem } from '../refusals.js';
import type { WebDeps } from '../web-deps.js';

/** SendGrid's batches are the largest, some hundred kilobytes. */
const LIMIT = '2mb';

/** 4xx: nothing was taken and telling it again is of no use. 503: the service tries again. */
const ANSWERS: Readonly<Record<HookFault, readonly [status: number, detail: string]>> = {
  credentials: [401, 'User and password (or token) are missing or wrong. See docs/feedback.md.'],
  signature: [403, 'The signature does not fit the body. Check the key in the environment, see docs/feedback.md.'],
  timestamp: [403, 'The request is too old, or a clock is wrong.'],
  topic: [403, 'This topic is not one of HOOK_SES_TOPICS, or its subscription is not confirmed at Amazon SNS.'],
  certificate: [403, 'The signing certificate is not one of Amazon SNS.'],
  altered: [403, 'What the body says of a recipient does not agree with the token of the mail. See docs/feedback.md.'],
  replay: [409, 'This request was taken before. Nothing was changed and nothing is lost.'],
  malformed: [400, 'The body is not what this service sends.'],
  unavailable: [503, 'The signing certificate cannot be fetched just now. Try again.'],
};

/** Refusals that no second try can mend. */
const FINAL: ReadonlySet<HookFault> = new Set(['altered', 'replay']);

/**
 * The one answer after which a service does not try again: Mailgun 406 (its manual, "Automatic Retries"), Postmark 403 ("retries
 * stop immediately"). Amazon SNS takes every 4xx for final (developer guide, "Message delivery retries"); the others know no such
 * answer and end by themselves within a day.
 */
const FINAL_STATUS: Readonly<Record<string, number>> = { mailgun: 406, postmark: 403 };

/** `POST /hooks/:service`: what sending services tell, answered after the commit. Mounted at /hooks. */
export function createHooksRouter({ rooms }: WebDeps): Router {
  const router = Router();
  // Signatures are over the bytes on the wire, whatever type or packing is claimed.
  const raw = express.raw({ type: () => true, limit: LIMIT, inflate: false });
  router.post('/:service', raw, async (req, res) => {
    res.set('Cache-Control', 'no-store');
    const { service } = req.params;
    const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    const outcome = await rooms.feedback.takeHook(service, { raw: body, header: (name) => req.get(name) });
    if (outcome === undefined)
      return sendProblem(res, 404, {
        code: 'hook.unknown',
        detail: 'No such webhook is set up. See docs/feedback.md.',
      });
    if (outcome.kind === 'taken') return void res.json(outcome.effects);
    const [usual, detail] = ANSWERS[outcome.fault];
    const status = (FINAL.has(outcome.fault) ? lookUp(FINAL_STATUS, service) : undefined) ?? usual;
    if (status === 401) res.set('WWW-Authenticate', 'Basic realm="hooks"');
    sendProblem(res, status, { code: `hook.${outcome.fault}`, detail });
  });
  return router;
}
