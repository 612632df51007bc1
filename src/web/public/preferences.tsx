import { Router, type Request, type Response } from 'express';
import { formNonce, isFormNonce, listField, textField } from '../forms.js';
import type { ReaderView } from '../../subscribers/room.js';
import { sendRefusal } from '../refusals.js';
import { renderPage } from '../render.js';
import { secretAddress } from '../security-headers.js';
import { wantsJson } from '../wants-json.js';
import type { WebDeps } from '../web-deps.js';
import { ErasePage, ErasedPage, PreferencesPage } from './preferences-pages.js';
import { visitorOf } from './visitor.js';

/** `GET|POST /preferences/:token` with `/export` (JSON) and `/erase` (asks first). */
export function createPreferencesRouter(deps: WebDeps): Router {
  const router = Router();
  const { subscribers } = deps.rooms;
  router.use('/preferences', secretAddress);
  router.get('/preferences/:token', async (req, res) => {
    const found = await subscribers.viewPreferences(req.params.token);
    return found.ok ? answer(deps, { req, res, view: found.value }) : sendRefusal(req, res, found.refusal);
  });
  router.post('/preferences/:token', async (req, res) => save(deps, req, res, req.params.token));
  router.get('/preferences/:token/export', async (req, res) => {
    const outcome = await subscribers.exportReader(req.params.token);
    if (!outcome.ok) return sendRefusal(req, res, outcome.refusal);
    res
      .attachment('my-subscription.json')
      .type('json')
      .send(`${JSON.stringify(outcome.value, null, 2)}\n`);
  });
  router.get('/preferences/:token/erase', async (req, res) => askErase(deps, { req, res, token: req.params.token }));
  router.post('/preferences/:token/erase', async (req, res) => erase(deps, req, res, req.params.token));
  return router;
}

/** Which page the answer is: just looked at, saved, or brought back after an unsubscribe. */
type Saved = 'saved' | 'undone' | undefined;

async function answer(
  deps: WebDeps,
  { req, res, view, saved }: { req: Request; res: Response; view: ReaderView; saved?: Saved },
  status = 200,
): Promise<void> {
  const newsroom = await deps.rooms.newsletters.newsroom();
  const newsletters = await deps.rooms.newsletters.all();
  if (wantsJson(req)) {
    const slugs = new Map(newsletters.map(({ id, slug }) => [id, slug]));
    const subscriptions = view.subscriptions.map((one) => ({
      newsletter: slugs.get(one.newsletterId) ?? one.newsletterId,
      state: one.state,
      pausedUntil: one.pausedUntil,
      topics: one.topics,
    }));
    return void res.status(status).json({ subscriptions });
  }
  const { id } = view.subscriber;
  const action = new URL(deps.rooms.subscribers.links(id, '').preferences).pathname;
  const nonce = formNonce(deps.tokens, [id]);
  const page = { newsroom, newsletters, view, saved, refused: status === 403, action, nonce, now: deps.clock.now() };
  renderPage(res, <PreferencesPage {...page} />, status);
}

/** A form without its nonce is shown again, unchanged: an empty POST would otherwise read as "nothing ticked". */
async function save(deps: WebDeps, req: Request, res: Response, token: string): Promise<void> {
  const { subscribers } = deps.rooms;
  const found = await subscribers.viewPreferences(token);
  if (!found.ok) return sendRefusal(req, res, found.refusal);
  const isJson = req.is('application/json');
  if (!isJson && !hasNonce(deps, req, found.value)) return answer(deps, { req, res, view: found.value }, 403);
  const pauseDays = textField(req, 'pauseDays');
  const form = { newsletters: listField(req, 'newsletters'), ...(pauseDays === '' ? {} : { pauseDays }) };
  const source = isJson ? 'json' : 'form';
  const outcome = await subscribers.savePreferences(token, isJson ? req.body : form, visitorOf(req, source));
  if (!outcome.ok) return sendRefusal(req, res, outcome.refusal);
  const saved = textField(req, 'undo') === '1' ? 'undone' : 'saved';
  await answer(deps, { req, res, view: outcome.value, saved });
}

const hasNonce = ({ tokens }: WebDeps, req: Request, view: ReaderView): boolean =>
  isFormNonce(tokens, [view.subscriber.id], textField(req, 'nonce'));

async function askErase(
  deps: WebDeps,
  { req, res, token }: { req: Request; res: Response; token: string },
  status = 200,
): Promise<void> {
  const found = await deps.rooms.subscribers.viewPreferences(token);
  if (!found.ok) return sendRefusal(req, res, found.refusal);
  const newsroom = await deps.rooms.newsletters.newsroom();
  const nonce = formNonce(deps.tokens, [found.value.subscriber.id]);
  const page = { newsroom, nonce, preferences: `/preferences/${token}`, refused: status === 403 };
  renderPage(res, <ErasePage {...page} />, status);
}

async function erase(deps: WebDeps, req: Request, res: Response, token: string): Promise<void> {
  const found = await deps.rooms.subscribers.viewPreferences(token);
  if (!found.ok) return sendRefusal(req, res, found.refusal);
  if (!hasNonce(deps, req, found.value)) return askErase(deps, { req, res, token }, 403);
  const outcome = await deps.rooms.subscribers.erase(token);
  if (!outcome.ok) return sendRefusal(req, res, outcome.refusal);
  renderPage(res, <ErasedPage newsroom={await deps.rooms.newsletters.newsroom()} />);
}
