import type { Request, Response } from 'express';
import { timingSafeEqual } from 'node:crypto';
import { mayActAs } from '../../accounts/role.js';
import type { Identity } from '../../accounts/room.js';
import type { Refusal } from '../../kernel/refusal.js';
import { ButtonLink } from '../components.js';
import { bodyOf } from '../forms.js';
import { statusOf } from '../refusals.js';
import { renderPage } from '../render.js';
import type { WebDeps } from '../web-deps.js';
import { DeskFrame, RefusalNotice } from './desk-frame.js';
import type { DeskPage, Visit } from './visit.js';

/** Everything a desk page needs to know about the request, once it is known who asks. */
export async function openVisit(
  deps: WebDeps,
  { req, res, identity, secret }: { req: Request; res: Response; identity: Identity; secret: string },
): Promise<Visit> {
  const visit: Visit = {
    req,
    res,
    identity,
    newsroom: await deps.rooms.newsletters.newsroom(),
    formToken: formTokenOf(deps, secret),
    param: (name) => String(req.params[name]),
    query: (name) => {
      const value = req.query[name];
      return typeof value === 'string' ? value : undefined;
    },
    may: (role) => mayActAs(identity.role, role),
    show: (page) => renderPage(res, <DeskFrame visit={visit} page={page} />, page.status ?? 200),
    refuse: (refusal, back) => visit.show(refusalPage(refusal, back)),
    goTo: (path, done) => res.redirect(303, withDone(path, done)),
    audit: async (action, subject, detail) =>
      deps.rooms.accounts.audit({ actor: identity.actor, action, subject, detail: detail ?? null }),
  };
  return visit;
}

/** The token is a keyed hash of the session's secret: nothing to store, and it dies with the session. */
const formTokenOf = ({ tokens }: WebDeps, secret: string): string => tokens.digest('desk-form', secret);

export function hasFormToken({ req, formToken }: Visit): boolean {
  const given = Buffer.from(String(bodyOf(req)['form_token']));
  const expected = Buffer.from(formToken);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const refusalPage = (refusal: Refusal, back = { href: '/desk', label: 'To the overview' }): DeskPage => ({
  title: 'Not done',
  status: statusOf(refusal),
  children: (
    <>
      <h1>Not done</h1>
      <RefusalNotice refusal={refusal} />
      <p class="actions">
        <ButtonLink href={back.href}>{back.label}</ButtonLink>
      </p>
    </>
  ),
});

function withDone(path: string, done: string | undefined): string {
  if (done === undefined) return path;
  const [page = '', anchor] = path.split('#');
  return `${page}${page.includes('?') ? '&' : '?'}done=${done}${anchor === undefined ? '' : `#${anchor}`}`;
}
