import { Router, type Request, type Response } from 'express';
import type { Outcome } from '../../kernel/refusal.js';
import type { LeftView } from '../../subscribers/room.js';
import { anyForm } from '../body.js';
import { bodyOf, formNonce, isFormNonce, textField } from '../forms.js';
import { sendRefusal } from '../refusals.js';
import { renderPage } from '../render.js';
import { secretAddress } from '../security-headers.js';
import type { WebDeps } from '../web-deps.js';
import { LeftPage } from './left-page.js';
import type { LeavingPage } from './leaving-parts.js';
import { UnsubscribePage } from './unsubscribe-pages.js';
import { visitorOf } from './visitor.js';

/**
 * `GET /unsubscribe/:token` is a page with buttons. `POST` does what RFC 8058 asks for when its body says so, and what a
 * button says when the page's nonce comes with it; everything else is shown the page and changes nothing.
 */
export function createUnsubscribeRouter(deps: WebDeps): Router {
  const router = Router();
  router.use('/unsubscribe', secretAddress);
  router.get('/unsubscribe/:token', async (req, res) => show(deps, { req, res, token: req.params.token }));
  router.post('/unsubscribe/:token', ...anyForm, async (req: Request<{ token: string }>, res: Response) => {
    const visit = { req, res, token: req.params.token };
    if (isOneClick(req)) return answerOneClick(deps, visit);
    const ids = deps.tokens.verify('unsubscribe', visit.token) ?? [];
    if (!isFormNonce(deps, ids, textField(req, 'nonce'))) return show(deps, visit, { refused: true });
    return answerForm(deps, visit);
  });
  return router;
}

interface ReaderVisit {
  readonly req: Request;
  readonly res: Response;
  readonly token: string;
}

/** RFC 8058 3.2: the body is this one field. */
const isOneClick = (req: Request): boolean =>
  Object.entries(bodyOf(req)).some(
    ([name, value]) =>
      name.trim().toLowerCase() === 'list-unsubscribe' && String(value).trim().toLowerCase() === 'one-click',
  );

/** 200 and nothing else: no cookie, no redirect, the same when it was done before. */
async function answerOneClick({ rooms }: WebDeps, { req, res, token }: ReaderVisit): Promise<void> {
  const outcome = await rooms.subscribers.unsubscribe(token, visitorOf(req, 'one-click'));
  if (!outcome.ok) return sendRefusal(req, res, outcome.refusal);
  res.status(200).type('text/plain').send('');
}

async function answerForm(deps: WebDeps, visit: ReaderVisit): Promise<void> {
  const { subscribers } = deps.rooms;
  const { req, token } = visit;
  const visitor = visitorOf(req, 'form');
  switch (textField(req, 'scope')) {
    case 'this':
      return answerLeaving(deps, visit, await subscribers.unsubscribe(token, visitor));
    case 'all':
      return answerLeaving(deps, visit, await subscribers.unsubscribe(token, visitor, { all: true }));
    case 'undo': {
      const back = await subscribers.undoUnsubscribe(token, visitor, undoMarkOf(req));
      return back.ok ? show(deps, visit, { undone: true }) : sendRefusal(req, visit.res, back.refusal);
    }
    case 'reason': {
      const told = await subscribers.tellReason(token, textField(req, 'reason'));
      return told.ok ? show(deps, visit, { told: true }) : sendRefusal(req, visit.res, told.refusal);
    }
    default:
      return show(deps, visit, { refused: true });
  }
}

/** Of the page after leaving, or of the link in the letter about it. */
function undoMarkOf(req: Request): string {
  const linked = req.query['undo'];
  return textField(req, 'undo') || (typeof linked === 'string' ? linked : '');
}

async function answerLeaving(deps: WebDeps, visit: ReaderVisit, outcome: Outcome<LeftView>): Promise<void> {
  if (!outcome.ok) return sendRefusal(visit.req, visit.res, outcome.refusal);
  const page = await pageOf(deps, visit.token, outcome.value.undoMark ?? '');
  if (page === undefined) throw new Error('A link that was good a moment ago is not.');
  renderPage(visit.res, <LeftPage {...page} />);
}

async function show(
  deps: WebDeps,
  { req, res, token }: ReaderVisit,
  done: Pick<LeavingPage, 'refused' | 'undone' | 'told'> = {},
): Promise<void> {
  const found = await deps.rooms.subscribers.viewUnsubscribe(token);
  if (!found.ok) return sendRefusal(req, res, found.refusal);
  const page = await pageOf(deps, token, undoMarkOf(req));
  if (page !== undefined) renderPage(res, <UnsubscribePage {...page} {...done} />, done.refused ? 403 : 200);
}

async function pageOf(deps: WebDeps, token: string, undoMark: string): Promise<LeavingPage | undefined> {
  const { subscribers, newsletters } = deps.rooms;
  const found = await subscribers.viewUnsubscribe(token, undoMark);
  if (!found.ok) return undefined;
  const ids = deps.tokens.verify('unsubscribe', token) ?? [];
  return {
    newsroom: await newsletters.newsroom(),
    newsletters: await newsletters.all(),
    ...found.value,
    action: `/unsubscribe/${token}`,
    preferences: new URL(subscribers.links(found.value.view.subscriber.id, '').preferences).pathname,
    nonce: formNonce(deps, ids),
    undoMark,
  };
}
