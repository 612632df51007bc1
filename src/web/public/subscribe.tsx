import { Router, type Request, type Response } from 'express';
import { SECOND } from '../../kernel/clock.js';
import type { Refusal } from '../../kernel/refusal.js';
import { suggestAddress } from '../../subscribers/suggest-address.js';
import { bodyOf, listField, nonceAge, textField } from '../forms.js';
import { sendProblem, sendRefusal, statusOf } from '../refusals.js';
import { renderPage } from '../render.js';
import { allowFraming } from '../security-headers.js';
import { wantsJson } from '../wants-json.js';
import type { WebDeps } from '../web-deps.js';
import { PuzzlePage } from './puzzle-page.js';
import { SIGN_UP_FORM, signUpNonce, TRAP_FIELD } from './sign-up-form.js';
import { CheckYourMailPage, SignUpPage, type FormState } from './sign-up-pages.js';
import { visitorOf } from './visitor.js';

/** Nobody reads a form and types an address faster. */
const READING = 2 * SECOND;

/** `GET` and `POST /subscribe`, for people and for programs. */
export function createSubscribeRouter(deps: WebDeps): Router {
  const router = Router();
  router.get('/subscribe', async (req, res) => {
    const wanted = req.query['newsletter'];
    await sendForm(deps, res, typeof wanted === 'string' ? { chosen: [wanted] } : {});
  });
  router.post('/subscribe', async (req, res) =>
    wantsJson(req) ? answerJson(deps, req, res) : answerForm(deps, req, res),
  );
  return router;
}

async function answerJson(deps: WebDeps, req: Request, res: Response): Promise<void> {
  const { subscribers } = deps.rooms;
  const outcome = await subscribers.subscribe(req.body, visitorOf(req, 'json'));
  const email = textField(req, 'email');
  if (!outcome.ok && needsProof(outcome.refusal))
    return sendProblem(res, statusOf(outcome.refusal), outcome.refusal, { ...subscribers.puzzle(email) });
  if (!outcome.ok) return sendRefusal(req, res, outcome.refusal);
  const detail = 'If this address can be subscribed, a mail with a confirmation link is on its way.';
  const didYouMean = suggestAddress(email);
  res.status(202).json({ status: 'check-your-mail', detail, ...(didYouMean === undefined ? {} : { didYouMean }) });
}

const needsProof = ({ code }: Refusal): boolean => code === 'subscribe.proof-needed';

async function answerForm(deps: WebDeps, req: Request, res: Response): Promise<void> {
  const form = readForm(req);
  if (form.box) allowFraming(res);
  // Robots get the same answer as people, so that they learn nothing from it.
  if (textField(req, TRAP_FIELD) !== '') return sendCheckYourMail(deps, res, form);
  const fromPage = (nonceAge(deps, [SIGN_UP_FORM], textField(req, 'nonce')) ?? 0) >= READING;
  const outcome = await deps.rooms.subscribers.subscribe(inputOf(req, form), { ...visitorOf(req, 'form'), fromPage });
  if (outcome.ok) return sendCheckYourMail(deps, res, form);
  const { refusal } = outcome;
  if (needsProof(refusal)) return sendPuzzle(deps, { req, res, form, refusal });
  if (refusal.kind !== 'invalid') return sendRefusal(req, res, refusal);
  await sendForm(deps, res, { ...form, errors: refusal.errors ?? [] }, statusOf(refusal));
}

interface SignUpFields {
  readonly email: string;
  readonly chosen: readonly string[];
  readonly box: boolean;
}

const readForm = (req: Request): SignUpFields => ({
  email: textField(req, 'email'),
  chosen: listField(req, 'newsletters'),
  box: textField(req, 'box') === '1',
});

function inputOf(req: Request, { chosen }: SignUpFields) {
  const given = (name: string) => (textField(req, name) === '' ? {} : { [name]: textField(req, name) });
  return {
    email: bodyOf(req)['email'],
    ...(chosen.length > 0 || textField(req, 'choice') === '1' ? { newsletters: chosen } : {}),
    ...given('name'),
    ...given('puzzle'),
    ...given('answer'),
  };
}

async function sendForm(deps: WebDeps, res: Response, state: FormState, status = 200): Promise<void> {
  const { newsletters } = deps.rooms;
  const open = (await newsletters.all()).filter((newsletter) => newsletter.active);
  const newsroom = await newsletters.newsroom();
  renderPage(res, <SignUpPage newsroom={newsroom} open={open} state={state} nonce={signUpNonce(deps)} />, status);
}

async function sendCheckYourMail(deps: WebDeps, res: Response, form: SignUpFields): Promise<void> {
  const newsroom = await deps.rooms.newsletters.newsroom();
  res.set('Cache-Control', 'no-store');
  const didYouMean = suggestAddress(form.email);
  const page = { newsroom, ...form, didYouMean, hasMailbox: deps.mailbox !== undefined };
  renderPage(res, <CheckYourMailPage {...page} />, 202);
}

/** A puzzle that was shown before keeps its age: who waits for it should not wait again. One that is worth nothing is replaced. */
async function sendPuzzle(
  deps: WebDeps,
  { req, res, form, refusal }: { req: Request; res: Response; form: SignUpFields; refusal: Refusal },
): Promise<void> {
  const fresh = deps.rooms.subscribers.puzzle(form.email, textField(req, 'puzzle'));
  const newsroom = await deps.rooms.newsletters.newsroom();
  res.set({ 'Cache-Control': 'no-store', 'Retry-After': String(fresh.waitSeconds) });
  renderPage(res, <PuzzlePage newsroom={newsroom} {...form} {...fresh} />, statusOf(refusal));
}
