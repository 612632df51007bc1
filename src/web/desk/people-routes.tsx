import type { Refusal } from '../../kernel/refusal.js';
import { bodyOf, textField } from '../forms.js';
import { statusOf } from '../refusals.js';
import type { WebDeps } from '../web-deps.js';
import { PeoplePage } from './people-page.js';
import type { DeskRoute, Visit } from './visit.js';

/** Who may sit at the desk, and which programs may use the API. */
export function peopleRoutes(deps: WebDeps): readonly DeskRoute[] {
  return [
    { method: 'get', path: '/people', needs: 'owner', handle: async (visit) => show(deps, visit) },
    { method: 'post', path: '/people', needs: 'owner', handle: async (visit) => addPerson(deps, visit) },
    { method: 'post', path: '/people/:id', needs: 'owner', handle: async (visit) => changePerson(deps, visit) },
    { method: 'post', path: '/keys', needs: 'owner', handle: async (visit) => createKey(deps, visit) },
    { method: 'post', path: '/keys/:id/revoke', needs: 'owner', handle: async (visit) => revokeKey(deps, visit) },
  ];
}

async function show({ rooms }: WebDeps, visit: Visit, { refusal, key }: { refusal?: Refusal; key?: string } = {}) {
  const { accounts } = rooms;
  visit.show({
    title: 'People',
    section: 'people',
    refusal,
    status: refusal === undefined ? 200 : statusOf(refusal),
    children: (
      <PeoplePage visit={visit} people={await accounts.people()} keys={await accounts.apiKeys()} newKey={key} />
    ),
  });
}

async function addPerson(deps: WebDeps, visit: Visit): Promise<void> {
  const { email, name, role } = bodyOf(visit.req);
  const added = await deps.rooms.accounts.addPerson({ email, name, role });
  if (!added.ok) return show(deps, visit, added);
  await visit.audit('person.add', added.value.email, { role: added.value.role });
  await deps.rooms.accounts.requestSignIn(added.value.email);
  visit.goTo('/desk/people', 'person-added');
}

async function changePerson(deps: WebDeps, visit: Visit): Promise<void> {
  const { accounts } = deps.rooms;
  const remove = textField(visit.req, 'act') === 'remove';
  const id = visit.param('id');
  const changed = remove
    ? await accounts.removePerson(id)
    : await accounts.changeRole(id, textField(visit.req, 'role'));
  if (!changed.ok) return show(deps, visit, changed);
  await visit.audit(remove ? 'person.remove' : 'person.role', changed.value.email, { role: changed.value.role });
  visit.goTo('/desk/people', remove ? 'person-removed' : 'person-changed');
}

/** The key is shown in this answer and never again, so there is no redirect to reload. */
async function createKey(deps: WebDeps, visit: Visit): Promise<void> {
  const { name, role } = bodyOf(visit.req);
  const created = await deps.rooms.accounts.createApiKey({ name, role });
  if (!created.ok) return show(deps, visit, created);
  await visit.audit('api-key.create', created.value.name, { role: created.value.role });
  await show(deps, visit, created.value);
}

async function revokeKey(deps: WebDeps, visit: Visit): Promise<void> {
  const revoked = await deps.rooms.accounts.revokeApiKey(visit.param('id'));
  if (!revoked.ok) return show(deps, visit, revoked);
  await visit.audit('api-key.revoke', revoked.value.name);
  visit.goTo('/desk/people', 'key-revoked');
}
