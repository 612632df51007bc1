import { Router, type Response } from 'express';
import type { JSX } from 'preact';
import type { Newsletter } from '../../newsletters/newsletter.js';
import type { Newsroom } from '../../newsletters/newsroom.js';
import type { ReaderView } from '../../subscribers/room.js';
import { Button, ButtonLink, Card } from '../components.js';
import { formNonce, isFormNonce, textField } from '../forms.js';
import { Layout } from '../layout.js';
import { sendRefusal } from '../refusals.js';
import { renderPage } from '../render.js';
import { secretAddress } from '../security-headers.js';
import type { WebDeps } from '../web-deps.js';
import { FormNotice } from './form-notice.js';
import { visitorOf } from './visitor.js';
import { namesOf } from './words.js';

/**
 * `GET /confirm/:token` shows a button; `POST` needs the nonce of that page: mail scanners open every link, and some post
 * to it.
 */
export function createConfirmRouter(deps: WebDeps): Router {
  const router = Router();
  const { rooms, tokens } = deps;
  router.use('/confirm', secretAddress);
  router.get('/confirm/:token', async (req, res) => {
    const { token } = req.params;
    const found = await rooms.subscribers.viewConfirmation(token);
    if (!found.ok) return sendRefusal(req, res, found.refusal);
    if (found.value.used) return sendConfirmed(deps, res, { view: found.value.view, first: false });
    const ids = tokens.verify('confirm', token) ?? [];
    await sendButton(deps, res, { token, nonce: formNonce(deps, ids), newsletterIds: found.value.newsletterIds });
  });
  router.post('/confirm/:token', async (req, res) => {
    const { token } = req.params;
    const found = await rooms.subscribers.viewConfirmation(token);
    if (!found.ok) return sendRefusal(req, res, found.refusal);
    const ids = tokens.verify('confirm', token) ?? [];
    if (!isFormNonce(deps, ids, textField(req, 'nonce'))) {
      const nonce = formNonce(deps, ids);
      return sendButton(deps, res, { token, nonce, newsletterIds: found.value.newsletterIds }, 403);
    }
    const outcome = await rooms.subscribers.confirm(token, visitorOf(req, 'form'));
    if (!outcome.ok) return sendRefusal(req, res, outcome.refusal);
    await sendConfirmed(deps, res, outcome.value);
  });
  return router;
}

async function sendButton(
  { rooms }: WebDeps,
  res: Response,
  form: { token: string; nonce: string; newsletterIds: readonly string[] },
  status = 200,
): Promise<void> {
  const newsroom = await rooms.newsletters.newsroom();
  const names = namesOf(await rooms.newsletters.all(), form.newsletterIds);
  const page = (
    <Layout title="Confirm your subscription" newsroom={newsroom} private>
      <h1>One click to go</h1>
      {status === 403 ? <FormNotice /> : null}
      <p class="lead">
        You asked for {names} from {newsroom.name}. Confirm that you would like to read it.
      </p>
      <form method="post" action={`/confirm/${form.token}`}>
        <input type="hidden" name="nonce" value={form.nonce} />
        <p class="actions">
          <Button>Yes, subscribe me</Button>
        </p>
      </form>
      <p class="hint">It was not you? Close this page and nothing happens.</p>
    </Layout>
  );
  renderPage(res, page, status);
}

async function sendConfirmed(
  { rooms }: WebDeps,
  res: Response,
  { view, first }: { view: ReaderView; first: boolean },
): Promise<void> {
  const newsroom = await rooms.newsletters.newsroom();
  const newsletters = await rooms.newsletters.all();
  const preferences = rooms.subscribers.links(view.subscriber.id, '').preferences;
  renderPage(res, <ConfirmedPage {...{ newsroom, newsletters, view, first, preferences }} />);
}

function ConfirmedPage(props: {
  newsroom: Newsroom;
  newsletters: readonly Newsletter[];
  view: ReaderView;
  first: boolean;
  preferences: string;
}): JSX.Element {
  const { newsroom, view, first } = props;
  const reads = (id: string) => view.subscriptions.some((one) => one.newsletterId === id && one.state === 'active');
  const active = props.newsletters.filter((newsletter) => reads(newsletter.id));
  return (
    <Layout title="You are subscribed" newsroom={newsroom} private>
      <h1>{first ? 'Welcome aboard' : 'Already confirmed'}</h1>
      {active.length === 0 ? (
        <p class="lead">You confirmed this earlier and have unsubscribed since.</p>
      ) : (
        <>
          <p class="lead">
            You get{' '}
            {namesOf(
              props.newsletters,
              active.map(({ id }) => id),
            )}{' '}
            at the address you gave us.
          </p>
          <Card title="Until the first one arrives">
            <ul class="entries">
              {active.map((newsletter) => (
                <li key={newsletter.id}>
                  <a class="entry" href={`/archive/${newsletter.slug}`}>
                    <span class="entry-title">Past issues of {newsletter.name}</span>
                  </a>
                </li>
              ))}
            </ul>
          </Card>
        </>
      )}
      <p class="actions">
        <ButtonLink href={new URL(props.preferences).pathname}>Your preferences</ButtonLink>
      </p>
    </Layout>
  );
}
