import type { JSX } from 'preact';
import { SOURCE_KINDS, type Source } from '../../articles/source.js';
import type { Newsletter } from '../../newsletters/newsletter.js';
import { Badge, Button, Card, Notice, Table } from '../components.js';
import { Field } from '../field.js';
import { textField } from '../forms.js';
import { PostForm } from './desk-frame.js';
import { SelectField } from './select-field.js';
import { healthWords } from './source-words.js';
import type { Visit } from './visit.js';
import { SOURCE_KIND_WORDS } from './words.js';

interface Props {
  readonly visit: Visit;
  readonly now: number;
  readonly newsletters: readonly Newsletter[];
  readonly sources: readonly Source[];
  readonly fetched: string | undefined;
}

export function SourcesPage({ visit, now, newsletters, sources, fetched }: Props): JSX.Element {
  return (
    <>
      <h1>Sources</h1>
      {fetched === undefined ? null : <Notice tone="good">{fetched}</Notice>}
      {newsletters.map((newsletter) => (
        <section key={newsletter.id} aria-label={newsletter.name}>
          <h2>{newsletter.name}</h2>
          <Table
            caption={`Sources of ${newsletter.name}`}
            columns={[
              { head: 'Source' },
              { head: 'Health' },
              { head: 'Section' },
              ...(visit.may('editor') ? [{ head: 'Act' }] : []),
            ]}
            rows={sources
              .filter(({ newsletterId }) => newsletterId === newsletter.id)
              .map((source) => row(visit, source, now))}
            empty="No source yet: nothing can be built."
          />
        </section>
      ))}
      {visit.may('editor') && newsletters.length > 0 ? <AddSource visit={visit} newsletters={newsletters} /> : null}
    </>
  );
}

function row(visit: Visit, source: Source, now: number) {
  const health = healthWords(source, now);
  return [
    <>
      <strong>{source.title ?? 'Untitled'}</strong> <Badge tone="plain">{SOURCE_KIND_WORDS[source.kind]}</Badge>
      <br />
      <a class="source-url" href={source.url} rel="noopener">
        {source.url}
      </a>
      {source.chosenBecause === null ? null : <p class="hint">{source.chosenBecause}</p>}
    </>,
    <>
      <Badge tone={health.tone}>{health.label}</Badge> {health.sentence}
    </>,
    source.section ?? '–',
    ...(visit.may('editor')
      ? [
          <PostForm visit={visit} action={`/desk/sources/${source.id}/fetch`}>
            <Button look="secondary" label={`Fetch now: ${source.title ?? source.url}`}>
              Fetch now
            </Button>
          </PostForm>,
        ]
      : []),
  ];
}

function AddSource({ visit, newsletters }: { visit: Visit; newsletters: readonly Newsletter[] }): JSX.Element {
  const wanted = textField(visit.req, 'newsletter') || visit.query('newsletter') || '';
  return (
    <Card title="Add a source">
      <PostForm visit={visit} action="/desk/sources" class="form-grid">
        <div class="form-wide">
          <Field
            name="url"
            label="Address of the site, feed or story"
            hint="The site's address is enough: its API or feed is found. For Ghost add ?key= and the Content API key."
            value={textField(visit.req, 'url')}
            required
          />
        </div>
        <SelectField
          name="newsletter"
          label="Newsletter"
          value={wanted}
          options={newsletters.map(({ slug, name }) => ({ value: slug, label: name }))}
        />
        <SelectField name="kind" label="Kind" value={textField(visit.req, 'kind')} options={KINDS} />
        <Field
          name="section"
          label="Section"
          hint="For stories that name none."
          value={textField(visit.req, 'section')}
          maxLength={60}
        />
        <div class="actions">
          <Button>Add the source</Button>
        </div>
      </PostForm>
    </Card>
  );
}

const KINDS = [
  { value: '', label: 'Find out' },
  ...SOURCE_KINDS.map((kind) => ({ value: kind, label: SOURCE_KIND_WORDS[kind] })),
];
