import { Router, type Request, type Response } from 'express';
import type { JSX } from 'preact';
import type { Newsletter } from '../../newsletters/newsletter.js';
import type { Newsroom } from '../../newsletters/newsroom.js';
import type { ReaderView } from '../../subscribers/room.js';
import type { Subscription } from '../../subscribers/subscriber.js';
import { Button } from '../components.js';
import { formNonce, textField } from '../forms.js';
import { Layout } from '../layout.js';
import { sendRefusal } from '../refusals.js';
import { renderPage } from '../render.js';
import { secretAddress } from '../security-headers.js';
import type { WebDeps } from '../web-deps.js';
import { visitorOf } from './visitor.js';
import { maskedAddress, namesOf } from './words.js';

/** `GET /unsubscribe/:token` is a page with buttons; `POST` comes from them or, by RFC 8058, from a mailbox provider. */
export function createUnsubscribeRouter(deps: WebDeps): Router {
  const router = Router();
  const { rooms } = deps;
  router.use('/unsubscribe', secretAddress);
  router.get('/unsubscribe/:token', async (req, res) => {
    const found = await rooms.subscribers.viewUnsubscribe(req.params.token);
    if (!found.ok) return sendRefusal(req, res, found.refusal);
    const newsroom = await rooms.newsletters.newsroom();
    const newsletters = await rooms.newsletters.all();
    renderPage(res, <UnsubscribePage {...{ newsroom, newsletters, ...found.value, token: req.params.token }} />);
  });
  // RFC 8058 asks providers for multipart/form-data. Whatever comes but our own form, a POST here means one thing.
  router.post('/unsubscribe/:token', async (req, res) => {
    const { token } = req.params;
    const scope = textField(req, 'scope');
    if (scope === '') return answerOneClick(deps, req, res, token);
    return answerForm(deps, { req, res, token, all: scope === 'all' });
  });
  return router;
}

/** 200 and nothing else: no cookie, no redirect, the same when it was done before. */
async function answerOneClick({ rooms }: WebDeps, req: Request, res: Response, token: string): Promise<void> {
  const outcome = await rooms.subscribers.unsubscribe(token, visitorOf(req, 'one-click'));
  if (!outcome.ok) return sendRefusal(req, res, outcome.refusal);
  res.status(200).type('text/plain').send('');
}

async function answerForm(
  { rooms, tokens }: WebDeps,
  { req, res, token, all }: { req: Request; res: Response; token: string; all: boolean },
): Promise<void> {
  const before = await rooms.subscribers.viewUnsubscribe(token);
  if (!before.ok) return sendRefusal(req, res, before.refusal);
  const outcome = await rooms.subscribers.unsubscribe(token, visitorOf(req, 'form'), { all });
  if (!outcome.ok) return sendRefusal(req, res, outcome.refusal);
  const { subscriber } = outcome.value;
  const page = {
    newsroom: await rooms.newsletters.newsroom(),
    newsletters: await rooms.newsletters.all(),
    before: before.value.view.subscriptions,
    after: outcome.value.subscriptions,
    preferences: new URL(rooms.subscribers.links(subscriber.id, '').preferences).pathname,
    nonce: formNonce(tokens, [subscriber.id]),
  };
  renderPage(res, <LeftPage {...page} />);
}

const receives = (one: Subscription): boolean => one.state === 'active' || one.state === 'paused';

function UnsubscribePage(props: {
  newsroom: Newsroom;
  newsletters: readonly Newsletter[];
  newsletterId: string;
  view: ReaderView;
  token: string;
}): JSX.Element {
  const { newsroom, newsletters, newsletterId, view } = props;
  const name = namesOf(newsletters, [newsletterId]) || newsroom.name;
  const reading = view.subscriptions.filter((one) => one.state !== 'unsubscribed').map((one) => one.newsletterId);
  if (reading.length === 0) {
    return (
      <Layout title="Unsubscribed" newsroom={newsroom} private>
        <h1>You are unsubscribed</h1>
        <p class="lead">We send you nothing. There is nothing left to do.</p>
      </Layout>
    );
  }
  const reads = reading.includes(newsletterId);
  return (
    <Layout title="Unsubscribe" newsroom={newsroom} private>
      <h1>{reads ? `Stop ${name}?` : `You left ${name}`}</h1>
      <p class="lead">
        {reads ? 'One click, and it is the last you hear of it' : 'You still read other newsletters of ours'}
        {view.subscriber.email === null ? '' : ` at ${maskedAddress(view.subscriber.email)}`}.
      </p>
      <form method="post" action={`/unsubscribe/${props.token}`}>
        <p class="actions">
          {reads ? (
            <Button name="scope" value="this">
              Unsubscribe from {name}
            </Button>
          ) : null}
          {reading.length > 1 || !reads ? (
            <Button name="scope" value="all" look="secondary">
              Stop everything from {newsroom.name}
            </Button>
          ) : null}
        </p>
      </form>
    </Layout>
  );
}

function LeftPage(props: {
  newsroom: Newsroom;
  newsletters: readonly Newsletter[];
  before: readonly Subscription[];
  after: readonly Subscription[];
  preferences: string;
  nonce: string;
}): JSX.Element {
  const { newsroom, newsletters } = props;
  const reading = props.before.filter(receives).map((one) => one.newsletterId);
  const still = props.after.filter(receives).map((one) => one.newsletterId);
  const left = reading.filter((id) => !still.includes(id));
  return (
    <Layout title="Unsubscribed" newsroom={newsroom} private>
      <h1>You are unsubscribed</h1>
      <p class="lead">
        {left.length > 0 ? `You get no more mail from ${namesOf(newsletters, left)}.` : 'We send you nothing more.'}{' '}
        {still.length > 0 ? `You still read ${namesOf(newsletters, still)}.` : ''}
      </p>
      {left.length > 0 ? (
        <form method="post" action={props.preferences}>
          <input type="hidden" name="nonce" value={props.nonce} />
          <input type="hidden" name="undo" value="1" />
          {reading.map((id) => (
            <input key={id} type="hidden" name="newsletters" value={id} />
          ))}
          <p class="actions">
            <Button look="secondary">That was a mistake, subscribe me again</Button>
          </p>
        </form>
      ) : null}
    </Layout>
  );
}
