import type { Request, Response } from 'express';
import { STATUS_CODES } from 'node:http';
import type { Refusal } from '../kernel/refusal.js';
import { brandOf } from './brand.js';
import { ButtonLink } from './components.js';
import { Layout, type Brand } from './layout.js';
import { renderPage } from './render.js';
import { wantsJson } from './wants-json.js';

const STATUS: Readonly<Record<Refusal['kind'], number>> = {
  invalid: 422,
  unknown: 404,
  conflict: 409,
  forbidden: 403,
  'too-many': 429,
  unavailable: 503,
};

const TITLE: Readonly<Record<Refusal['kind'], string>> = {
  invalid: 'That cannot be right',
  unknown: 'Nothing here',
  conflict: 'Not possible just now',
  forbidden: 'Not allowed',
  'too-many': 'Too many at once',
  unavailable: 'Back in a moment',
};

export const statusOf = (refusal: Refusal): number => STATUS[refusal.kind];

/**
 * Answers with a refusal in the form of its channel: RFC 9457 problem+json for programs, a page for people.
 * @param status another than the kind's, for faults of HTTP itself (413, 415)
 */
export async function sendRefusal(
  req: Request,
  res: Response,
  refusal: Refusal,
  status = statusOf(refusal),
): Promise<void> {
  res.set('Cache-Control', 'no-store');
  if (wantsJson(req)) return sendProblem(res, status, refusal);
  renderPage(res, <RefusalPage newsroom={await brandOf(req)} refusal={refusal} />, status);
}

/** RFC 9457, with `members` of its own beside the usual ones; `errors` is always there, so that programs need not ask. */
export function sendProblem(
  res: Response,
  status: number,
  problem: Pick<Refusal, 'code' | 'detail' | 'errors'>,
  members: Readonly<Record<string, unknown>> = {},
): void {
  const { code, detail, errors = [] } = problem;
  const title = STATUS_CODES[status] ?? 'Error';
  const body = { type: 'about:blank', title, status, code, detail, errors, ...members };
  res.status(status).type('application/problem+json').send(JSON.stringify(body));
}

function RefusalPage({ newsroom, refusal }: { newsroom: Brand | undefined; refusal: Refusal }) {
  return (
    <Layout title={TITLE[refusal.kind]} newsroom={newsroom} private>
      <h1>{TITLE[refusal.kind]}</h1>
      {refusal.errors && refusal.errors.length > 0 ? (
        <ul class="faults">
          {refusal.errors.map((error) => (
            <li key={error.field}>
              <strong>{error.field}</strong>: {error.fault}
              {error.example === undefined ? '' : `, for example ${error.example}`}
            </li>
          ))}
        </ul>
      ) : (
        <p class="lead">{refusal.detail}</p>
      )}
      <p class="actions">
        <ButtonLink href="/">To the front page</ButtonLink>
      </p>
    </Layout>
  );
}
