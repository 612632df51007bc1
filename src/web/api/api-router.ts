import { Router, type Request, type RequestHandler, type Response } from 'express';
import { mayActAs } from '../../accounts/role.js';
import type { Identity } from '../../accounts/room.js';
import { done, refuse, type Outcome, type Refusal } from '../../kernel/refusal.js';
import { sendRefusal } from '../refusals.js';
import { sendMailHtml } from '../security-headers.js';
import type { WebDeps } from '../web-deps.js';
import type { ApiAnswer, ApiCall, ApiRequest } from './api-call.js';
import { apiCalls } from './api-calls.js';
import { readQuery } from './read-query.js';
import { safeJsonObject } from './safe-json.js';

/** The JSON API, mounted at /api/v1. Every call needs a key; nothing is answered before its role is checked. */
export function createApiRouter(deps: WebDeps): Router {
  const router = Router();
  for (const call of apiCalls(deps)) router[call.method](call.path, serve(deps, call));
  router.use(async (req, res) => {
    const detail = `There is no ${req.method} ${req.baseUrl}${req.path.slice(0, 80)}. /api/docs lists the calls.`;
    await sendRefusal(req, res, { code: 'call.unknown', kind: 'unknown', detail });
  });
  return router;
}

const serve =
  (deps: WebDeps, call: ApiCall): RequestHandler =>
  async (req, res) => {
    res.set('Cache-Control', 'no-store');
    const identity = await identify(deps, req);
    if (identity === undefined) {
      res.set('WWW-Authenticate', 'Bearer realm="Pressrun"');
      return sendRefusal(req, res, NO_KEY, 401);
    }
    const request = readRequest(deps, req, { call, identity });
    const outcome = request.ok ? await call.handle(request.value) : request;
    if (outcome.ok) sendAnswer(deps, res, outcome.value);
    else await sendRefusal(req, res, outcome.refusal, statusFor(outcome.refusal));
  };

const NO_KEY: Refusal = {
  code: 'key.missing',
  kind: 'forbidden',
  detail:
    'This call needs a key: send "Authorization: Bearer KEY". An owner makes keys on the desk or with `npx pressrun apikey create`.',
};

async function identify({ rooms }: WebDeps, req: Request): Promise<Identity | undefined> {
  const key = /^Bearer +(\S{1,200}) *$/i.exec(req.get('authorization') ?? '')?.[1];
  return key === undefined ? undefined : rooms.accounts.apiKey(key);
}

function readRequest(
  deps: WebDeps,
  req: Request,
  { call, identity }: { call: ApiCall; identity: Identity },
): Outcome<ApiRequest> {
  if (!mayActAs(identity.role, call.needs)) return refuse(lowRole(identity, call));
  const query = readQuery(req, call.query ?? {});
  if (!query.ok) return query;
  if (hasOtherBody(req)) return refuse(NOT_JSON);
  const body = safeJsonObject(req.body);
  if (!body.ok) return body;
  return done({
    identity,
    visitor: { ip: req.ip ?? null, userAgent: req.get('user-agent') ?? null, source: 'api' },
    param: (name) => String(req.params[name]),
    query: (name) => query.value.get(name),
    body: body.value,
    audit: async (action, subject, detail) =>
      deps.rooms.accounts.audit({ actor: identity.actor, action, subject, detail: detail ?? null }),
    http: req,
  });
}

const lowRole = ({ role }: Identity, { needs }: ApiCall): Refusal => ({
  code: 'key.role',
  kind: 'forbidden',
  detail: `This key may act as ${role}, and this call needs ${needs}.`,
});

const NOT_JSON: Refusal = {
  code: 'http.415',
  kind: 'invalid',
  detail: 'Send the body as JSON, with "Content-Type: application/json".',
};

/** Browsers can send forms and plain text across sites without asking; JSON they cannot. */
const hasOtherBody = (req: Request): boolean =>
  req.method !== 'GET' && Number(req.get('content-length') ?? 0) > 0 && !req.is('application/json');

const statusFor = (refusal: Refusal): number | undefined => {
  if (refusal === NOT_JSON) return 415;
  return refusal.code.startsWith('query.') || refusal.code.startsWith('body.') ? 400 : undefined;
};

function sendAnswer({ baseUrl }: WebDeps, res: Response, answer: ApiAnswer): void {
  res.status(answer.status);
  if ('json' in answer) res.json(answer.json);
  else if ('html' in answer) sendMailHtml(res, answer.html, { baseUrl });
  else if ('text' in answer) res.type('text/plain').send(answer.text);
  else res.end();
}
