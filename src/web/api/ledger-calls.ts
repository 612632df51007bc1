import { checkInput } from '../../kernel/check-input.js';
import { done, type Outcome } from '../../kernel/refusal.js';
import { DELIVERY_STATES } from '../../delivery/delivery.js';
import { z } from 'zod';
import { previewHtml, previewText } from '../desk/preview-issue.js';
import type { WebDeps } from '../web-deps.js';
import type { ApiAnswer, ApiCall, ApiRequest } from './api-call.js';
import { presentDelivery, presentIssue } from './present.js';
import { presentFeedback } from './present-feedback.js';
import { presentReport } from './present-report.js';
import { readLimit, readWord, readWords } from './read-query.js';
import { retryBody, testBody } from './schemas.js';

const PAGE = 100;
const PARTS = ['html', 'text', 'source'] as const;

const testSchema = z.object({
  to: z
    .array(z.string({ error: 'must be an e-mail address' }), { error: 'must be a list of staff addresses' })
    .min(1, 'must name at least one address')
    .max(20, 'must name at most 20 addresses'),
});

const retrySchema = z.object({
  reason: z.string({ error: 'must be a reason from the report' }).min(1, 'must not be empty').optional(),
});

/** What became of an issue, and what it looks like. */
export function ledgerCalls({ rooms }: WebDeps): readonly ApiCall[] {
  return [
    {
      method: 'post',
      path: '/issues/:id/test',
      needs: 'editor',
      tag: 'issues',
      summary: 'Send the issue as it is to staff addresses, marked [Test]',
      body: testBody,
      answer: {
        status: 200,
        description: 'The issue, with `tests: [{to, accepted, reply}]`; 503 when none was accepted',
      },
      handle: async (request) => sendTest(rooms, request),
    },
    {
      method: 'get',
      path: '/issues/:id/deliveries',
      needs: 'editor',
      tag: 'issues',
      summary: 'Deliveries with the reply, the reason, the number of attempts and the relay',
      query: {
        state: `One or more, separated by commas: ${DELIVERY_STATES.join(', ')}`,
        after: '`next` of the page before',
        limit: '1 to 500, 100 when absent',
      },
      answer: {
        status: 200,
        description:
          '`{deliveries: [...], next}`. `relay` is the host and port of the relay each was last given to; null before that, ' +
          'and for mail that went out before it was recorded',
      },
      handle: async (request) => listDeliveries(rooms, request),
    },
    {
      method: 'post',
      path: '/issues/:id/retry-failed',
      needs: 'editor',
      tag: 'issues',
      summary: 'Try failed deliveries again, of one reason or all; suppressed addresses stay failed',
      body: retryBody,
      answer: { status: 200, description: 'The issue, with `retried`: how many deliveries are tried again' },
      handle: async (request) => retryFailed(rooms, request),
    },
    {
      method: 'get',
      path: '/issues/:id/report',
      needs: 'viewer',
      tag: 'issues',
      summary: 'Numbers by reason, domain and relay, and what came back by reason, provider and day',
      answer: {
        status: 200,
        description:
          '`{audience, counts, excluded, reasons: [...], domains: [...], relays: [...], feedback: {...}}`; `relays` is ' +
          'empty while all mail of the installation ever went over one relay',
      },
      handle: async (request) => report(rooms, request.param('id')),
    },
    {
      method: 'get',
      path: '/issues/:id/preview',
      needs: 'viewer',
      tag: 'issues',
      summary: 'The issue as every reader gets it, without anything personal',
      query: { part: '`html` (when absent), `text`, or `source`: the whole message, headers included' },
      answer: { status: 200, description: 'HTML or plain text', type: 'text/html' },
      handle: async (request) => preview(rooms, request),
    },
  ];
}

async function report({ issues, delivery, feedback }: WebDeps['rooms'], id: string): Promise<Outcome<ApiAnswer>> {
  const view = await issues.view(id);
  if (!view.ok) return view;
  const [progress, rows, relays, cameBack] = await Promise.all([
    delivery.progress(id),
    delivery.breakdown(id),
    delivery.byRelay(id),
    feedback.ofIssue(id),
  ]);
  const numbers = presentReport(view.value.issue, { progress, rows, relays });
  return done({ status: 200, json: { ...numbers, feedback: presentFeedback(cameBack) } });
}

async function sendTest({ issues, delivery }: WebDeps['rooms'], request: ApiRequest): Promise<Outcome<ApiAnswer>> {
  const input = checkInput(testSchema, request.body, { code: 'test.invalid', examples: { to: '["ana@example.org"]' } });
  if (!input.ok) return input;
  const id = request.param('id');
  const tests = await delivery.sendTest(id, input.value.to, request.identity.actor);
  if (!tests.ok) return tests;
  await request.audit('issue.test', id, { to: input.value.to });
  const view = await issues.view(id);
  if (!view.ok) return view;
  return done({ status: 200, json: { ...presentIssue(view.value, await delivery.progress(id)), tests: tests.value } });
}

async function retryFailed({ issues, delivery }: WebDeps['rooms'], request: ApiRequest): Promise<Outcome<ApiAnswer>> {
  const id = request.param('id');
  const input = checkInput(retrySchema, request.body, { code: 'retry.invalid', examples: { reason: 'mailbox-full' } });
  if (!input.ok) return input;
  const { reason } = input.value;
  const retried = await delivery.retryFailed(id, reason === undefined ? {} : { reason }, request.identity.actor);
  if (!retried.ok) return retried;
  await request.audit('issue.retry-failed', id, { ...input.value, ...retried.value });
  const view = await issues.view(id);
  if (!view.ok) return view;
  return done({
    status: 200,
    json: { ...presentIssue(view.value, await delivery.progress(id)), ...retried.value },
  });
}

async function listDeliveries(
  { issues, delivery }: WebDeps['rooms'],
  request: ApiRequest,
): Promise<Outcome<ApiAnswer>> {
  const limit = readLimit(request.query('limit'), PAGE);
  if (!limit.ok) return limit;
  const state = readWords('state', request.query('state'), DELIVERY_STATES);
  if (!state.ok) return state;
  const view = await issues.view(request.param('id'));
  if (!view.ok) return view;
  const after = request.query('after');
  const rows = await delivery.deliveries({
    issueId: request.param('id'),
    limit: limit.value,
    ...(state.value === undefined ? {} : { state: state.value }),
    ...(after === undefined ? {} : { after }),
  });
  const next = rows.length === limit.value ? (rows.at(-1)?.subscriberId ?? null) : null;
  return done({ status: 200, json: { deliveries: rows.map(presentDelivery), next } });
}

async function preview({ issues, delivery }: WebDeps['rooms'], request: ApiRequest): Promise<Outcome<ApiAnswer>> {
  const part = readWord('part', request.query('part'), PARTS);
  if (!part.ok) return part;
  if (part.value === 'source') return previewSource(delivery, request.param('id'));
  const variant = await issues.variant(request.param('id'));
  if (!variant.ok) return variant;
  if (part.value === 'text') return done({ status: 200, text: previewText(variant.value) });
  return done({ status: 200, html: previewHtml(variant.value) });
}

async function previewSource(delivery: WebDeps['rooms']['delivery'], id: string): Promise<Outcome<ApiAnswer>> {
  const message = await delivery.preview(id);
  return message.ok ? done({ status: 200, text: Buffer.from(message.value).toString('latin1') }) : message;
}
