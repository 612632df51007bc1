import { Router, type Request, type Response } from 'express';
import { parseEmailAddress } from '../../kernel/email-address.js';
import type { Refusal } from '../../kernel/refusal.js';
import { brandOf } from '../brand.js';
import { Button, ButtonLink, Notice } from '../components.js';
import { Field } from '../field.js';
import { formNonce, isFormNonce, bodyOf, textField } from '../forms.js';
import { Layout } from '../layout.js';
import { sendRefusal, statusOf } from '../refusals.js';
import { renderPage } from '../render.js';
import { secretAddress } from '../security-headers.js';
import type { WebDeps } from '../web-deps.js';
import type { SessionCookie } from './session-cookie.js';

/** Asking for a link, following it, and signing out. The only desk pages for people who are not signed in. */
export function createSignInRouter(deps: WebDeps, cookie: SessionCookie): Router {
  const { accounts } = deps.rooms;
  const router = Router();

  router.get('/sign-in', async (req, res) => showForm(req, res, {}));

  router.post('/sign-in', async (req, res) => {
    const email = textField(req, 'email');
    if (parseEmailAddress(email) === undefined) {
      return showForm(req, res, { email, error: 'That is not an e-mail address. A right one: ana@example.org' });
    }
    // Answered before the work: how long it takes would tell whether the address has a place at the desk.
    await showSent(deps, req, res);
    accounts.requestSignIn(email).catch((error: unknown) => deps.logger.error('sign-in.not-mailed', { error }));
  });

  router.get('/sign-in/:token', secretAddress, async (req, res) => {
    const person = await accounts.viewSignIn(tokenOf(req));
    if (!person.ok) return showRefused(req, res, person.refusal);
    await showButton(deps, req, res);
  });

  // Mail scanners open links, some even post to them: only the button on our page carries the nonce.
  router.post('/sign-in/:token', secretAddress, async (req, res) => {
    const ids = deps.tokens.verify('sign-in', tokenOf(req)) ?? [];
    if (!isFormNonce(deps, ids, bodyOf(req)['nonce'])) return showRefused(req, res, NO_BUTTON);
    const outcome = await accounts.signIn(tokenOf(req));
    if (!outcome.ok) return showRefused(req, res, outcome.refusal);
    const before = cookie.read(req);
    if (before !== undefined) await accounts.signOut(before);
    await accounts.audit({ actor: `person:${outcome.value.person.email}`, action: 'session.open' });
    cookie.set(res, outcome.value.session);
    res.redirect(303, '/desk');
  });

  router.post('/sign-out', async (req, res) => {
    const secret = cookie.read(req);
    if (secret !== undefined && deps.tokens.digest('desk-form', secret) !== bodyOf(req)['form_token']) {
      return sendRefusal(req, res, NO_BUTTON);
    }
    if (secret !== undefined) await accounts.signOut(secret);
    cookie.clear(res);
    res.redirect(303, '/desk/sign-in');
  });
  return router;
}

const tokenOf = (req: Request): string => String(req.params['token']);

const NO_BUTTON: Refusal = {
  code: 'form.stale',
  kind: 'forbidden',
  detail: 'This form is out of date. Open the page again and use its button.',
};

async function showForm(req: Request, res: Response, { email = '', error }: { email?: string; error?: string }) {
  const page = (
    <Layout title="Sign in" newsroom={await brandOf(req)} private>
      <h1>The desk</h1>
      <p class="lead">
        For the people who make the newsletter. We mail you a link that signs you in; there is no password.
      </p>
      <form method="post" action="/desk/sign-in">
        <Field
          name="email"
          label="Your address"
          type="email"
          value={email}
          error={error}
          autocomplete="email"
          required
        />
        <div class="actions">
          <Button>Mail me a sign-in link</Button>
        </div>
      </form>
    </Layout>
  );
  renderPage(res, page, error === undefined ? 200 : 422);
}

async function showSent({ mailbox }: WebDeps, req: Request, res: Response) {
  const page = (
    <Layout title="Check your mail" newsroom={await brandOf(req)} private>
      <h1>Check your mail</h1>
      <p class="lead">
        If this address has a place at the desk, a sign-in link is on its way. It works once, for 30 minutes.
      </p>
      <p>Nothing after two minutes? Look in the spam folder, or ask an owner whether your address is on the list.</p>
      <p class="actions">
        {mailbox === undefined ? null : <ButtonLink href="/mailbox">Open the built-in mailbox</ButtonLink>}
        <ButtonLink href="/desk/sign-in" look="quiet">
          Ask again
        </ButtonLink>
      </p>
    </Layout>
  );
  renderPage(res, page, 202);
}

async function showButton(deps: WebDeps, req: Request, res: Response) {
  const token = tokenOf(req);
  const page = (
    <Layout title="Sign in" newsroom={await brandOf(req)} private>
      <h1>Sign in to the desk</h1>
      <p class="lead">One click and you are in. The link in your mail then has done its work.</p>
      <form method="post" action={`/desk/sign-in/${token}`}>
        <input type="hidden" name="nonce" value={formNonce(deps, deps.tokens.verify('sign-in', token) ?? [])} />
        <div class="actions">
          <Button>Sign in</Button>
        </div>
      </form>
    </Layout>
  );
  renderPage(res, page);
}

async function showRefused(req: Request, res: Response, refusal: Refusal) {
  const page = (
    <Layout title="This link does not sign you in" newsroom={await brandOf(req)} private>
      <h1>This link does not sign you in</h1>
      <Notice tone="warn">{refusal.detail}</Notice>
      <p class="actions">
        <ButtonLink href="/desk/sign-in" look="primary">
          Ask for a new link
        </ButtonLink>
      </p>
    </Layout>
  );
  renderPage(res, page, statusOf(refusal));
}
