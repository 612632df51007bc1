import { Router, type Request, type Response } from 'express';
import type { JSX } from 'preact';
import type { OwnView } from '../../subscribers/room.js';
import { formNonce, isFormNonce, textField } from '../forms.js';
import { sendRefusal } from '../refusals.js';
import { renderPage } from '../render.js';
import { secretAddress } from '../security-headers.js';
import { wantsJson } from '../wants-json.js';
import type { WebDeps } from '../web-deps.js';
import { AskOwnerPage, ErasePage, ErasedPage, OwnerLinkSentPage, type OwnerPage } from './owner-pages.js';
import { preferencesForm } from './preferences-form.js';
import { PreferencesPage } from './preferences-pages.js';
import { visitorOf } from './visitor.js';

/**
 * `GET|POST /preferences/:token`. `/export` (JSON) and `/erase` (asks first) work with an owner's link, which `/owner-link`
 * mails to the reader; with the link of a mail, which may have been forwarded, they offer that.
 */
export function createPreferencesRouter(deps: WebDeps): Router {
  const router = Router();
  router.use('/preferences', secretAddress);
  router.get('/preferences/:token', async (req, res) => visit(deps, { req, res, token: req.params.token }, show));
  router.post('/preferences/:token', async (req, res) => visit(deps, { req, res, token: req.params.token }, save));
  for (const act of ['export', 'erase', 'owner-link'] as const) {
    const { get, post } = OWNER_ACTS[act];
    router.get(`/preferences/:token/${act}`, async (req, res) =>
      visit(deps, { req, res, token: req.params.token }, get),
    );
    router.post(`/preferences/:token/${act}`, async (req, res) =>
      visit(deps, { req, res, token: req.params.token }, async (own) =>
        hasNonce(own) ? post(own) : get(own, { refused: true }),
      ),
    );
  }
  return router;
}

interface Link {
  readonly req: Request;
  readonly res: Response;
  readonly token: string;
}

interface Visit extends Link {
  readonly deps: WebDeps;
  readonly view: OwnView;
}

interface Done {
  readonly saved?: boolean;
  /** A form came without its nonce, and did nothing. */
  readonly refused?: boolean;
}

async function visit(deps: WebDeps, link: Link, act: (visit: Visit, done: Done) => Promise<void>): Promise<void> {
  const found = await deps.rooms.subscribers.viewPreferences(link.token);
  if (!found.ok) return sendRefusal(link.req, link.res, found.refusal);
  await act({ ...link, deps, view: found.value }, {});
}

async function show({ deps, req, res, token, view }: Visit, { saved = false, refused = false }: Done): Promise<void> {
  const newsroom = await deps.rooms.newsletters.newsroom();
  const newsletters = await deps.rooms.newsletters.all();
  const status = refused ? 403 : 200;
  if (wantsJson(req)) {
    const slugs = new Map(newsletters.map(({ id, slug }) => [id, slug]));
    const subscriptions = view.subscriptions.map(({ newsletterId, state, pausedUntil, frequency, topics }) => ({
      newsletter: slugs.get(newsletterId) ?? newsletterId,
      state,
      pausedUntil,
      frequency,
      topics,
    }));
    return void res.status(status).json({ subscriptions, language: view.subscriber.language });
  }
  const nonce = formNonce(deps, [view.subscriber.id]);
  const page = { newsroom, newsletters, view, saved, refused, action: `/preferences/${token}`, nonce };
  renderPage(res, <PreferencesPage {...page} now={deps.clock.now()} />, status);
}

/** A form without its nonce is shown again, unchanged: an empty POST would otherwise read as "nothing ticked". */
async function save(own: Visit): Promise<void> {
  const { deps, req, res, token } = own;
  const isJson = req.is('application/json');
  if (!isJson && !hasNonce(own)) return show(own, { refused: true });
  const input: unknown = isJson ? req.body : preferencesForm(req);
  const visitor = visitorOf(req, isJson ? 'json' : 'form');
  const outcome = await deps.rooms.subscribers.savePreferences(token, input, visitor);
  if (!outcome.ok) return sendRefusal(req, res, outcome.refusal);
  await show({ ...own, view: outcome.value }, { saved: true });
}

const hasNonce = ({ deps, req, view }: Visit): boolean =>
  isFormNonce(deps, [view.subscriber.id], textField(req, 'nonce'));

type Act = (own: Visit, done?: Done) => Promise<void>;

const OWNER_ACTS: Readonly<Record<'export' | 'erase' | 'owner-link', { get: Act; post: Act }>> = {
  export: {
    get: async (own, done) => (own.view.isOwner ? sendExport(own) : sendOwnerPage(own, AskOwnerPage, done)),
    post: async (own) => (own.view.isOwner ? sendExport(own) : mailOwnerLink(own)),
  },
  erase: {
    get: async (own, done) => sendOwnerPage(own, own.view.isOwner ? ErasePage : AskOwnerPage, done),
    post: async (own) => (own.view.isOwner ? erase(own) : mailOwnerLink(own)),
  },
  'owner-link': {
    get: async (own, done) => sendOwnerPage(own, AskOwnerPage, done),
    post: async (own) => mailOwnerLink(own),
  },
};

async function sendOwnerPage(
  { deps, req, res, token, view }: Visit,
  Page: (props: OwnerPage) => JSX.Element,
  { refused = false }: Done = {},
): Promise<void> {
  if (wantsJson(req)) return sendRefusal(req, res, OWNER_ONLY);
  const page = {
    newsroom: await deps.rooms.newsletters.newsroom(),
    nonce: formNonce(deps, [view.subscriber.id]),
    preferences: `/preferences/${token}`,
    refused,
  };
  renderPage(res, <Page {...page} />, refused ? 403 : 200);
}

const OWNER_ONLY = {
  code: 'reader.owner-only',
  kind: 'forbidden',
  detail: 'For this we first send a link to the address itself: POST the form of this page in a browser.',
} as const;

async function sendExport({ deps, req, res, token }: Visit): Promise<void> {
  const outcome = await deps.rooms.subscribers.exportReader(token);
  if (!outcome.ok) return sendRefusal(req, res, outcome.refusal);
  res.attachment('my-subscription.json').type('json');
  res.send(`${JSON.stringify(outcome.value, null, 2)}\n`);
}

async function erase({ deps, req, res, token }: Visit): Promise<void> {
  const outcome = await deps.rooms.subscribers.erase(token);
  if (!outcome.ok) return sendRefusal(req, res, outcome.refusal);
  renderPage(res, <ErasedPage newsroom={await deps.rooms.newsletters.newsroom()} />);
}

async function mailOwnerLink({ deps, req, res, token, view }: Visit): Promise<void> {
  const outcome = await deps.rooms.subscribers.mailOwnerLink(token);
  if (!outcome.ok) return sendRefusal(req, res, outcome.refusal);
  const page = { newsroom: await deps.rooms.newsletters.newsroom(), email: view.subscriber.email ?? '' };
  renderPage(res, <OwnerLinkSentPage {...page} preferences={`/preferences/${token}`} />, 202);
}
