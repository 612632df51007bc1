import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Logger } from '../kernel/logger.js';
import type { NewId } from '../kernel/ids.js';
import { RefusedError, type Refusal } from '../kernel/refusal.js';
import { brandOf } from './brand.js';
import { Layout } from './layout.js';
import { sendProblem, sendRefusal } from './refusals.js';
import { renderPage } from './render.js';
import { wantsJson } from './wants-json.js';

/** The answer for addresses nobody knows. */
export const notFound: RequestHandler = async (req, res) =>
  sendRefusal(req, res, {
    code: 'page.unknown',
    kind: 'unknown',
    detail: 'There is no page at this address. It may have been cut in the mail: copy the whole link.',
  });

/** The last handler: refusals in words, faults of HTTP as such, everything else logged under an id that alone is shown. */
export function createErrorHandler({ logger, newId }: { logger: Logger; newId: NewId }): ErrorRequestHandler {
  return async (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    if (error instanceof RefusedError) return sendRefusal(req, res, error.refusal);
    const fault = httpFault(error);
    if (fault !== undefined) return sendRefusal(req, res, fault.refusal, fault.status);
    const id = newId();
    logger.error('web.failed', {
      id,
      method: req.method,
      route: routeOf(req),
      error: error instanceof Error ? error.stack : String(error),
    });
    await sendFailure(req, res, id);
  };
}

/** The path with everything token-like left out: logs must not hold a reader's link. */
const routeOf = (req: Request): string => req.originalUrl.split('?')[0]?.replace(/[0-9a-z]{40,}/gi, ':token') ?? '';

/** What express and its parsers throw for bad requests: `status` 4xx and a `type` or message that is safe to map. */
function httpFault(error: unknown): { status: number; refusal: Refusal } | undefined {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 0;
  if (status < 400 || status > 499) return undefined;
  const detail = FAULTS[status] ?? 'The request could not be read. Check its form and try again.';
  return { status, refusal: { code: `http.${status}`, kind: 'invalid', detail } };
}

const FAULTS: Readonly<Record<number, string>> = {
  400: 'The request could not be read: its body or address is malformed.',
  413: 'The request is too large. Send less at once.',
  415: 'This content type or encoding is not understood. Send JSON or a form, UTF-8.',
};

async function sendFailure(req: Request, res: Response, id: string): Promise<void> {
  res.set('Cache-Control', 'no-store');
  const detail = `Something went wrong here, not with you. If it stays, tell us the number ${id}.`;
  if (wantsJson(req)) return sendProblem(res, 500, { code: 'unexpected', detail }, { id });
  const page = (
    <Layout title="Something went wrong" newsroom={await brandOf(req)} private>
      <h1>Something went wrong</h1>
      <p class="lead">{detail}</p>
    </Layout>
  );
  renderPage(res, page, 500);
}
