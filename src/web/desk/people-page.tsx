import { DateTime } from 'luxon';
import type { JSX } from 'preact';
import { ROLES } from '../../accounts/role.js';
import type { ApiKey, Person } from '../../accounts/room.js';
import { Badge, Button, Card, Notice, Table } from '../components.js';
import { Field } from '../field.js';
import { PostForm } from './desk-frame.js';
import { SelectField } from './select-field.js';
import type { Visit } from './visit.js';

interface Props {
  readonly visit: Visit;
  readonly people: readonly Person[];
  readonly keys: readonly ApiKey[];
  /** Just made; shown this once. */
  readonly newKey: string | undefined;
}

const ROLE_OPTIONS = ROLES.map((role) => ({ value: role, label: role.charAt(0).toUpperCase() + role.slice(1) }));

export function PeoplePage({ visit, people, keys, newKey }: Props): JSX.Element {
  return (
    <>
      <h1>People</h1>
      <p class="hint">Owners manage people and settings, editors make and send issues, viewers read.</p>
      <Table
        caption="People at the desk"
        columns={[{ head: 'Who' }, { head: 'Role' }, { head: 'Remove' }]}
        rows={people.map((person) => [
          <>
            <strong>{person.name ?? person.email}</strong>
            {person.name === null ? '' : ` ${person.email}`}{' '}
            {person.id === visit.identity.person?.id ? <Badge>you</Badge> : null}
          </>,
          <RoleForm visit={visit} person={person} />,
          <PostForm visit={visit} action={`/desk/people/${person.id}`}>
            <Button look="danger" name="act" value="remove" label={`Remove ${person.email}`}>
              Remove
            </Button>
          </PostForm>,
        ])}
      />
      <Card title="Add somebody">
        <PostForm visit={visit} action="/desk/people" class="form-grid">
          <Field name="email" label="Address" type="email" required />
          <Field name="name" id="person-name" label="Name" maxLength={80} />
          <SelectField name="role" label="Role" value="editor" options={ROLE_OPTIONS} />
          <div class="actions">
            <Button>Add and mail a sign-in link</Button>
          </div>
        </PostForm>
      </Card>
      <h2>API keys</h2>
      {newKey === undefined ? null : (
        <Notice tone="good" title="The new key, shown this once">
          <p>
            <code class="secret">{newKey}</code>
          </p>
          <p>Keep it where your script reads it. We store only a hash.</p>
        </Notice>
      )}
      <Table
        caption="API keys"
        columns={[{ head: 'Name' }, { head: 'Role' }, { head: 'Made' }, { head: 'Revoke' }]}
        rows={keys.map((key) => [
          key.name,
          key.role,
          DateTime.fromMillis(key.createdAt, { zone: 'utc' }).toFormat('d LLL yyyy'),
          <PostForm visit={visit} action={`/desk/keys/${key.id}/revoke`}>
            <Button look="danger" label={`Revoke ${key.name}`}>
              Revoke
            </Button>
          </PostForm>,
        ])}
        empty="No keys. Scripts need one for the API."
      />
      <Card title="Make a key">
        <PostForm visit={visit} action="/desk/keys" class="form-grid">
          <Field name="name" id="key-name" label="Name" hint="What uses it, like website." required maxLength={80} />
          <SelectField name="role" id="key-role" label="Role" value="editor" options={ROLE_OPTIONS} />
          <div class="actions">
            <Button look="secondary">Make the key</Button>
          </div>
        </PostForm>
      </Card>
    </>
  );
}

function RoleForm({ visit, person }: { visit: Visit; person: Person }): JSX.Element {
  return (
    <PostForm visit={visit} action={`/desk/people/${person.id}`} class="row role-form">
      <SelectField
        name="role"
        id={`role-${person.id}`}
        label={`Role of ${person.email}`}
        labelHidden
        value={person.role}
        options={ROLE_OPTIONS}
      />
      <Button look="quiet" label={`Change the role of ${person.email}`}>
        Change
      </Button>
    </PostForm>
  );
}
