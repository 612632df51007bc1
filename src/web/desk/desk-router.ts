import express, { Router, type RequestHandler } from 'express';
import { fileURLToPath } from 'node:url';
import type { Refusal } from '../../kernel/refusal.js';
import { sendRefusal } from '../refusals.js';
import type { WebDeps } from '../web-deps.js';
import { deskRoutes } from './desk-routes.js';
import { hasFormToken, openVisit } from './open-visit.js';
import { createSessionCookie, type SessionCookie } from './session-cookie.js';
import { createSignInRouter } from './sign-in-router.js';
import type { DeskRoute } from './visit.js';

const ASSETS = fileURLToPath(new URL('./assets', import.meta.url));

/** The editors' pages, mounted at /desk. Nothing is answered before session, form token and role are checked. */
export function createDeskRouter(deps: WebDeps): Router {
  const cookie = createSessionCookie(deps.baseUrl);
  const router = Router();
  router.use('/assets', express.static(ASSETS, { maxAge: '10m', index: false, redirect: false }));
  router.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  });
  router.use(createSignInRouter(deps, cookie));
  for (const route of deskRoutes(deps)) router[route.method](route.path, guard({ deps, cookie, route }));
  return router;
}

const SIGN_IN_AGAIN: Refusal = {
  code: 'session.missing',
  kind: 'forbidden',
  detail: 'You are not signed in any more. Sign in and do it again; nothing was changed.',
};
const NO_FORM_TOKEN: Refusal = {
  code: 'form.stale',
  kind: 'forbidden',
  detail: 'This form is not from this session. Open the page again and send it from there; nothing was changed.',
};

const guard =
  ({ deps, cookie, route }: { deps: WebDeps; cookie: SessionCookie; route: DeskRoute }): RequestHandler =>
  async (req, res) => {
    const secret = cookie.read(req);
    const identity = secret === undefined ? undefined : await deps.rooms.accounts.session(secret);
    if (secret === undefined || identity === undefined) {
      if (route.method === 'post') return sendRefusal(req, res, SIGN_IN_AGAIN, 401);
      return res.redirect(303, '/desk/sign-in');
    }
    const visit = await openVisit(deps, { req, res, identity, secret });
    if (route.method === 'post' && !hasFormToken(visit)) return visit.refuse(NO_FORM_TOKEN);
    if (!visit.may(route.needs)) return visit.refuse(lowRole(identity.role, route.needs));
    await route.handle(visit);
  };

const lowRole = (role: string, needs: string): Refusal => ({
  code: 'role.too-low',
  kind: 'forbidden',
  detail: `You are here as ${role}, and this takes ${needs === 'owner' ? 'an owner' : 'an editor'}. Ask an owner.`,
});
