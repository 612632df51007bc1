import { done, invalid, type Outcome } from '../../kernel/refusal.js';
import { ISSUE_STATES, type Issue } from '../../issues/issue.js';
import type { WebDeps } from '../web-deps.js';
import type { ApiAnswer, ApiCall, ApiRequest } from './api-call.js';
import { readIsoTime } from './iso-time.js';
import { findNewsletter } from '../../newsletters/find-newsletter.js';
import { presentIssue, presentIssueLine } from './present.js';
import { readLimit, readWord } from './read-query.js';
import { approveBody, issueBody, issuePatchBody, pauseBody, sendBody } from './schemas.js';

const PAGE = 50;
const ISSUE = { status: 200, description: 'The issue' } as const;

/** Building, reading and editing issues, and everything that changes their state. */
export function issueCalls(deps: WebDeps): readonly ApiCall[] {
  return [...draftCalls(deps), ...stateCalls(deps)];
}

function draftCalls({ rooms }: WebDeps): readonly ApiCall[] {
  const { issues, delivery } = rooms;
  return [
    {
      method: 'get',
      path: '/issues',
      needs: 'viewer',
      tag: 'issues',
      summary: 'Issues, newest first',
      query: { newsletter: 'Id or slug', state: ISSUE_STATES.join(', '), limit: '1 to 500, 50 when absent' },
      answer: { status: 200, description: '`{issues: [...]}` without stories and counts' },
      handle: async (request) => listIssues(rooms, request),
    },
    {
      method: 'post',
      path: '/issues',
      needs: 'editor',
      tag: 'issues',
      summary: 'Build a draft; without `articles` from the newest candidates',
      body: issueBody,
      answer: { status: 201, description: 'The draft with its articles, subject, preheader and warnings' },
      handle: async (request) => {
        const built = await issues.build(request.body, request.identity.actor);
        if (!built.ok) return built;
        const { id } = built.value.issue;
        await request.audit('issue.build', id);
        return done({ status: 201, json: presentIssue(built.value, await delivery.progress(id)) });
      },
    },
    {
      method: 'get',
      path: '/issues/:id',
      needs: 'viewer',
      tag: 'issues',
      summary:
        'State, hash, stories, warnings, counts, why each story was taken or left out, and what happened by itself',
      answer: ISSUE,
      handle: async (request) => issueNow(rooms, request.param('id')),
    },
    {
      method: 'patch',
      path: '/issues/:id',
      needs: 'editor',
      tag: 'issues',
      summary: 'Change a draft or approved issue; an approval that stood is void',
      body: issuePatchBody,
      answer: ISSUE,
      handle: async (request) => {
        const edited = await issues.edit(request.param('id'), request.body, request.identity.actor);
        if (!edited.ok) return edited;
        await request.audit('issue.edit', request.param('id'), { fields: Object.keys(request.body) });
        return done({ status: 200, json: presentIssue(edited.value, await delivery.progress(request.param('id'))) });
      },
    },
  ];
}

/** One POST each; the state is the gate, so a second call is a 409 and changes nothing. */
function stateCalls({ rooms }: WebDeps): readonly ApiCall[] {
  const { issues } = rooms;
  type Steer = (request: ApiRequest, id: string) => Promise<Outcome<Issue>>;
  const steer = (verb: string, call: Pick<ApiCall, 'summary' | 'body'>, act: Steer): ApiCall => ({
    method: 'post',
    path: `/issues/:id/${verb}`,
    needs: 'editor',
    tag: 'issues',
    ...call,
    answer: ISSUE,
    handle: async (request) => {
      const id = request.param('id');
      const changed = await act(request, id);
      if (!changed.ok) return changed;
      await request.audit(`issue.${verb}`, id, request.body);
      return issueNow(rooms, id);
    },
  });
  return [
    steer(
      'approve',
      { summary: 'Approve exactly the content with this hash', body: approveBody },
      async (request, id) => {
        const { hash } = request.body;
        if (typeof hash !== 'string' || hash === '') return missingHash();
        return issues.approve(id, hash, request.identity.actor);
      },
    ),
    steer('send', { summary: 'Send an approved issue, now or at a time', body: sendBody }, async (request, id) => {
      const at = readAt(request.body['at']);
      return at.ok ? issues.send(id, at.value, request.identity.actor) : at;
    }),
    steer('pause', { summary: 'Stop claiming; what is on the wire finishes', body: pauseBody }, async (request, id) => {
      const { reason } = request.body;
      const words = typeof reason === 'string' && reason.trim() !== '' ? reason.trim().slice(0, 300) : undefined;
      return issues.pause(id, words ?? `Paused by ${request.identity.actor}.`, request.identity.actor);
    }),
    steer('resume', { summary: 'Go on where it stopped' }, async ({ identity }, id) =>
      issues.resume(id, identity.actor),
    ),
    steer('cancel', { summary: 'Nobody else gets it; cannot be undone' }, async ({ identity }, id) =>
      issues.cancel(id, identity.actor),
    ),
  ];
}

async function listIssues({ issues, newsletters }: WebDeps['rooms'], request: ApiRequest): Promise<Outcome<ApiAnswer>> {
  const limit = readLimit(request.query('limit'), PAGE);
  if (!limit.ok) return limit;
  const state = readWord('state', request.query('state'), ISSUE_STATES);
  if (!state.ok) return state;
  const name = request.query('newsletter');
  const newsletter = name === undefined ? done(undefined) : await findNewsletter(newsletters, name);
  if (!newsletter.ok) return newsletter;
  const rows = await issues.list({
    limit: limit.value,
    ...(newsletter.value === undefined ? {} : { newsletterId: newsletter.value.id }),
    ...(state.value === undefined ? {} : { states: [state.value] }),
  });
  return done({ status: 200, json: { issues: rows.map(presentIssueLine) } });
}

/** The whole issue as it is now. */
async function issueNow({ issues, delivery }: WebDeps['rooms'], id: string): Promise<Outcome<ApiAnswer>> {
  const view = await issues.view(id);
  if (!view.ok) return view;
  return done({ status: 200, json: presentIssue(view.value, await delivery.progress(id)) });
}

const missingHash = () =>
  invalid('issue.invalid', [
    { field: 'hash', fault: 'is missing; send the hash of what you saw, from GET /api/v1/issues/:id' },
  ]);

function readAt(at: unknown): Outcome<{ at?: number }> {
  if (at === undefined || at === null) return done({});
  const instant = typeof at === 'string' ? readIsoTime(at) : undefined;
  if (instant !== undefined) return done({ at: instant });
  return invalid('issue.invalid', [
    { field: 'at', fault: 'must be an ISO 8601 time with its zone', example: '2026-11-22T07:00:00+01:00' },
  ]);
}
