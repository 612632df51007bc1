import type { JSX } from 'preact';
import { Badge, Table } from '../components.js';
import { Layout, type Brand } from '../layout.js';
import type { ApiCall, JsonSchema } from './api-call.js';

/** The calls for people, from the same data as openapi.json. */
export function DocsPage({ newsroom, calls }: { newsroom: Brand; calls: readonly ApiCall[] }): JSX.Element {
  const tags = [...new Set(calls.map(({ tag }) => tag))];
  return (
    <Layout title="API" newsroom={newsroom} area="desk">
      <h1>API</h1>
      <p class="lead">
        JSON under <code>/api/v1</code>, with <code>Authorization: Bearer KEY</code>. An owner makes keys on the desk or
        with <code>npx pressrun apikey create</code>. Errors are RFC 9457 <code>application/problem+json</code> with{' '}
        <code>code</code>, <code>detail</code> and, for wrong fields, <code>errors</code>. Times are ISO 8601.
      </p>
      <p>
        For programs: <a href="/api/openapi.json">openapi.json</a>
      </p>
      {tags.map((tag) => (
        <section key={tag}>
          <h2>{tag.charAt(0).toUpperCase() + tag.slice(1)}</h2>
          {calls.filter((call) => call.tag === tag).map(describe)}
        </section>
      ))}
    </Layout>
  );
}

function describe(call: ApiCall): JSX.Element {
  const fields = [...Object.entries(call.query ?? {}).map(queryRow), ...fieldRows(call.body)];
  return (
    <article key={`${call.method} ${call.path}`} class="card">
      <h3>
        <code>
          {call.method.toUpperCase()} {call.path}
        </code>{' '}
        <Badge>{call.needs}</Badge>
      </h3>
      <p>
        {call.summary}. Answers {call.answer.status}: {call.answer.description}.
      </p>
      {fields.length === 0 ? null : (
        <Table
          caption={`Fields of ${call.method.toUpperCase()} ${call.path}`}
          columns={[{ head: 'Field' }, { head: 'Type' }, { head: 'Meaning' }]}
          rows={fields}
        />
      )}
    </article>
  );
}

const queryRow = ([name, meaning]: [string, string]) => [<code>?{name}=</code>, 'query', meaning];

function fieldRows(body: JsonSchema | undefined) {
  return Object.entries(body?.properties ?? {}).map(([name, schema]) => [
    <code>
      {name}
      {body?.required?.includes(name) ? '' : '?'}
    </code>,
    typeWords(schema),
    meaningOf(schema),
  ]);
}

function typeWords(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.join(' | ');
  if (schema.properties) return `{${Object.keys(schema.properties).join(', ')}}`;
  if (schema.type === 'array') return `[${schema.items ? typeWords(schema.items) : ''}]`;
  return schema.format ?? (Array.isArray(schema.type) ? schema.type.join(' | ') : String(schema.type));
}

function meaningOf({ description, examples }: JsonSchema): string {
  const example = examples?.[0] === undefined ? '' : `for example ${examples[0]}`;
  return [description, example].filter(Boolean).join('; ');
}
