import { done, invalid } from '../../kernel/refusal.js';
import type { WebDeps } from '../web-deps.js';
import type { ApiCall } from './api-call.js';
import { presentGround, presentReader, presentSubscriber, presentSuppression } from './present.js';
import { readLimit } from './read-query.js';
import { liftBody, subscriberBody, suppressionBody } from './schemas.js';

const PAGE = 100;

/** Subscribers and suppressions. Addresses are personal data, so reading them takes an editor. */
export function readerCalls({ rooms }: WebDeps): readonly ApiCall[] {
  const { subscribers, newsletters } = rooms;
  return [
    {
      method: 'post',
      path: '/subscribers',
      needs: 'editor',
      tag: 'subscribers',
      summary: 'Add a reader who confirmed elsewhere, with the proof',
      body: subscriberBody,
      answer: { status: 201, description: 'The subscriber; 200 when the address was known' },
      handle: async (request) => {
        const added = await subscribers.addConfirmed(request.body, request.visitor);
        if (!added.ok) return added;
        const { subscriber, created } = added.value;
        await request.audit('subscriber.add', subscriber.id);
        return done({ status: created ? 201 : 200, json: presentSubscriber(subscriber) });
      },
    },
    {
      method: 'get',
      path: '/subscribers',
      needs: 'editor',
      tag: 'subscribers',
      summary: 'Everything known about one address',
      query: { email: 'The address' },
      answer: { status: 200, description: '`{email, states, subscriptions, consent, suppression, history}`' },
      handle: async (request) => {
        const email = request.query('email');
        if (email === undefined) {
          return invalid('query.invalid', [{ field: 'email', fault: 'is missing', example: 'ana@example.org' }]);
        }
        const found = await subscribers.lookUp(email);
        if (!found.ok) return found;
        return done({ status: 200, json: presentReader(found.value, await newsletters.all()) });
      },
    },
    ...suppressionCalls(rooms),
  ];
}

function suppressionCalls({ subscribers }: WebDeps['rooms']): readonly ApiCall[] {
  return [
    {
      method: 'get',
      path: '/suppressions',
      needs: 'editor',
      tag: 'suppressions',
      summary: 'Addresses that must not be mailed, with their reasons',
      query: { after: '`next` of the page before', limit: '1 to 500, 100 when absent' },
      answer: { status: 200, description: '`{suppressions: [...], next}`' },
      handle: async (request) => {
        const limit = readLimit(request.query('limit'), PAGE);
        if (!limit.ok) return limit;
        const after = request.query('after');
        const page = { limit: limit.value, ...(after === undefined ? {} : { after }) };
        const rows = await subscribers.suppressions(page);
        const next = rows.length === limit.value ? (rows.at(-1)?.addressHash ?? null) : null;
        return done({ status: 200, json: { suppressions: rows.map(presentSuppression), next } });
      },
    },
    {
      method: 'post',
      path: '/suppressions',
      needs: 'editor',
      tag: 'suppressions',
      summary: 'Never mail this address again',
      body: suppressionBody,
      answer: { status: 201, description: 'The suppression' },
      handle: async (request) => {
        const { address, ...rest } = request.body;
        const suppressed = await subscribers.suppress(
          address === undefined ? rest : { ...rest, email: address },
          'api',
        );
        if (!suppressed.ok) return suppressed;
        await request.audit('suppression.add', suppressed.value.addressHash, { reason: suppressed.value.reason });
        return done({ status: 201, json: presentSuppression(suppressed.value) });
      },
    },
    ...oneSuppressionCalls(subscribers),
  ];
}

/** One suppression, and its end. */
function oneSuppressionCalls(subscribers: WebDeps['rooms']['subscribers']): readonly ApiCall[] {
  return [
    {
      method: 'get',
      path: '/suppressions/:address',
      needs: 'editor',
      tag: 'suppressions',
      summary: 'Why this address gets no mail, with the report that came back',
      answer: { status: 200, description: 'The suppression and its `evidence`; null when a person did it' },
      handle: async (request) => {
        const found = await subscribers.explainSuppression(request.param('address'));
        return found.ok ? done({ status: 200, json: presentGround(found.value) }) : found;
      },
    },
    {
      method: 'delete',
      path: '/suppressions/:address',
      needs: 'editor',
      tag: 'suppressions',
      summary: 'Lift a suppression, and say why',
      query: { reason: 'The same as in the body, for clients that send none with DELETE' },
      body: liftBody,
      answer: { status: 204, description: 'Lifted' },
      handle: async (request) => {
        const lifted = await subscribers.liftSuppression(request.param('address'), {
          reason: request.query('reason'),
          ...request.body,
        });
        if (!lifted.ok) return lifted;
        const { suppression, reason } = lifted.value;
        await request.audit('suppression.lift', request.param('address'), { reason, was: suppression.reason });
        return done({ status: 204 });
      },
    },
  ];
}
