import { Router, type Request, type Response } from 'express';
import type { JSX } from 'preact';
import type { FieldError } from '../../kernel/refusal.js';
import type { Newsletter } from '../../newsletters/newsletter.js';
import { Card, Notice } from '../components.js';
import { bodyOf, listField, textField } from '../forms.js';
import { Layout } from '../layout.js';
import { sendRefusal, statusOf } from '../refusals.js';
import { renderPage } from '../render.js';
import { allowFraming } from '../security-headers.js';
import { wantsJson } from '../wants-json.js';
import type { WebDeps } from '../web-deps.js';
import { ReaderNav } from './reader-nav.js';
import { SignUpForm, TRAP_FIELD } from './sign-up-form.js';
import { visitorOf } from './visitor.js';
import { scheduleInWords } from './words.js';

interface FormState {
  /** The first newsletter on a fresh form. */
  readonly chosen?: readonly string[];
  readonly email?: string;
  readonly errors?: readonly FieldError[];
  readonly box?: boolean;
}

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
  const outcome = await deps.rooms.subscribers.subscribe(req.body, visitorOf(req, 'json'));
  if (!outcome.ok) return sendRefusal(req, res, outcome.refusal);
  const detail = 'If this address can be subscribed, a mail with a confirmation link is on its way.';
  res.status(202).json({ status: 'check-your-mail', detail });
}

async function answerForm(deps: WebDeps, req: Request, res: Response): Promise<void> {
  const box = textField(req, 'box') === '1';
  const email = textField(req, 'email');
  const chosen = listField(req, 'newsletters');
  if (box) allowFraming(res);
  // Robots get the same answer as people, so that they learn nothing from it.
  if (textField(req, TRAP_FIELD) !== '') return sendCheckYourMail(deps, res, { email, box });
  const input = {
    email: bodyOf(req)['email'],
    ...(chosen.length > 0 || textField(req, 'choice') === '1' ? { newsletters: chosen } : {}),
    ...(textField(req, 'name') === '' ? {} : { name: textField(req, 'name') }),
  };
  const outcome = await deps.rooms.subscribers.subscribe(input, visitorOf(req, 'form'));
  if (outcome.ok) return sendCheckYourMail(deps, res, { email, box });
  const { refusal } = outcome;
  if (refusal.kind !== 'invalid') return sendRefusal(req, res, refusal);
  await sendForm(deps, res, { email, chosen, box, errors: refusal.errors ?? [] }, statusOf(refusal));
}

async function sendForm({ rooms }: WebDeps, res: Response, state: FormState, status = 200): Promise<void> {
  const newsroom = await rooms.newsletters.newsroom();
  const open = (await rooms.newsletters.all()).filter((newsletter) => newsletter.active);
  const chosen = state.chosen ?? open.slice(0, 1).map((newsletter) => newsletter.slug);
  const inBox = open.filter((newsletter) => chosen.includes(newsletter.slug));
  const newsletters = state.box && inBox.length > 0 ? inBox : open;
  const form = <SignUpForm newsroomName={newsroom.name} newsletters={newsletters} {...state} chosen={chosen} />;
  const page = state.box ? (
    <Layout title="Subscribe" newsroom={newsroom} area="box">
      <h1 class="box-title">{inBox[0]?.name ?? newsroom.name}</h1>
      {form}
    </Layout>
  ) : (
    <Layout title="Subscribe" newsroom={newsroom} nav={<ReaderNav at="subscribe" />}>
      <h1>Subscribe</h1>
      {newsletters.length === 0 ? (
        <p class="lead">There is no newsletter to subscribe to yet. Come back soon.</p>
      ) : (
        <>
          <Offer newsletters={newsletters} />
          <Card>{form}</Card>
        </>
      )}
    </Layout>
  );
  renderPage(res, page, status);
}

/** One newsletter has no boxes to tick, so it is introduced in words. */
function Offer({ newsletters: [only, ...others] }: { newsletters: readonly Newsletter[] }): JSX.Element | null {
  if (only === undefined || others.length > 0) return null;
  return (
    <p class="lead">
      <strong>{only.name}.</strong> {only.description} {scheduleInWords(only.schedule)}.
    </p>
  );
}

async function sendCheckYourMail(
  { rooms, mailbox }: WebDeps,
  res: Response,
  { email, box }: { email: string; box: boolean },
): Promise<void> {
  const newsroom = await rooms.newsletters.newsroom();
  res.set('Cache-Control', 'no-store');
  const page = (
    <Layout
      title="Check your mail"
      newsroom={newsroom}
      private
      {...(box ? { area: 'box' as const } : { nav: <ReaderNav /> })}
    >
      <h1 class={box ? 'box-title' : ''}>Check your mail</h1>
      <p class="lead">
        We sent a letter to <strong>{email}</strong>. Open the link in it to start.
      </p>
      <p>
        It can take a minute. Nothing there? Look among the junk mail, and make sure the address is right. If you read
        us already, nothing changes and you get no letter.
      </p>
      {mailbox === undefined ? null : <MailboxHint />}
    </Layout>
  );
  renderPage(res, page, 202);
}

function MailboxHint(): JSX.Element {
  return (
    <Notice tone="accent" title="This installation sends no mail yet">
      <p>
        Everything it would send lies in the <a href="/mailbox">built-in mailbox</a>.
      </p>
    </Notice>
  );
}
