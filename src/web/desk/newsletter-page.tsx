import type { JSX } from 'preact';
import type { FieldError } from '../../kernel/refusal.js';
import { WEEKDAYS, type Newsletter } from '../../newsletters/newsletter.js';
import { Badge, Button, ButtonLink, Choice, Table } from '../components.js';
import { Field, type FieldProps } from '../field.js';
import { PostForm } from './desk-frame.js';
import { listOf, textOf, type NewsletterForm } from './newsletter-form.js';
import type { Visit } from './visit.js';
import { scheduleWords } from './words.js';

export function NewslettersPage({ newsletters }: { newsletters: readonly Newsletter[] }): JSX.Element {
  return (
    <>
      <div class="row between">
        <h1>Newsletters</h1>
        <ButtonLink href="/desk/newsletters/new" look="primary">
          New newsletter
        </ButtonLink>
      </div>
      <Table
        caption="Newsletters"
        columns={[{ head: 'Name' }, { head: 'Schedule' }, { head: 'Sending' }, { head: 'State' }]}
        rows={newsletters.map((newsletter) => [
          <a href={`/desk/newsletters/${newsletter.id}`}>{newsletter.name}</a>,
          scheduleWords(newsletter),
          newsletter.mode === 'automatic' ? 'By itself' : 'After approval',
          <Badge tone={newsletter.active ? 'good' : 'warn'}>{newsletter.active ? 'Active' : 'Not active'}</Badge>,
        ])}
        empty="There is no newsletter yet."
      />
    </>
  );
}

interface Props {
  readonly visit: Visit;
  /** Undefined for a new one. */
  readonly id: string | undefined;
  readonly form: NewsletterForm;
  readonly errors: readonly FieldError[];
}

const WINDOW_FIELDS: Readonly<Record<string, string>> = {
  windowFrom: 'sendWindow.from',
  windowTo: 'sendWindow.to',
};

type Text = (props: Omit<FieldProps, 'value' | 'error'>) => JSX.Element;

export function NewsletterPage({ visit, id, form, errors }: Props): JSX.Element {
  const faultOf = (name: string) =>
    errors.find(({ field }) => [name, `schedule.${name}`, WINDOW_FIELDS[name]].includes(field))?.fault;
  const text: Text = (props) => <Field {...props} value={textOf(form[props.name])} error={faultOf(props.name)} />;
  return (
    <div class="narrow">
      <h1>{id === undefined ? 'New newsletter' : textOf(form['name'])}</h1>
      <PostForm visit={visit} action={id === undefined ? '/desk/newsletters' : `/desk/newsletters/${id}`}>
        {text({ name: 'name', label: 'Name', required: true, maxLength: 80 })}
        {text({
          name: 'slug',
          label: 'Short name',
          hint: 'Part of public addresses: lower-case words joined by hyphens.',
          required: true,
        })}
        {text({ name: 'description', label: 'Description', hint: 'One line for the sign-up page.', maxLength: 300 })}
        {text({ name: 'language', label: 'Language', hint: 'A code like en or de.' })}
        <When form={form} text={text} />
        <Stories text={text} form={form} />
        <Sending form={form} />
        <div class="actions">
          <Button>{id === undefined ? 'Create the newsletter' : 'Save'}</Button>
          <ButtonLink href="/desk/newsletters" look="quiet">
            Back
          </ButtonLink>
        </div>
      </PostForm>
    </div>
  );
}

function When({ form, text }: { form: NewsletterForm; text: Text }): JSX.Element {
  const days = listOf(form['days']);
  return (
    <>
      <fieldset>
        <legend>Days</legend>
        <div class="choices-inline">
          {WEEKDAYS.map((day) => (
            <Choice
              key={day}
              kind="checkbox"
              name="days"
              value={day}
              label={capital(day)}
              checked={days.includes(day)}
            />
          ))}
        </div>
      </fieldset>
      <div class="form-grid">
        {text({ name: 'time', label: 'Time', type: 'time', required: true })}
        {text({ name: 'timeZone', label: 'Time zone', required: true })}
        {text({ name: 'leadMinutes', label: 'Draft, minutes before', type: 'number' })}
        {text({ name: 'staleAfterMinutes', label: 'Too late after, minutes', type: 'number' })}
        {text({
          name: 'windowFrom',
          label: 'Send from',
          type: 'time',
          hint: 'Empty: at any time. Urgent issues always.',
        })}
        {text({ name: 'windowTo', label: 'Send until', type: 'time' })}
      </div>
    </>
  );
}

function Stories({ form, text }: { form: NewsletterForm; text: Text }): JSX.Element {
  return (
    <>
      <div class="form-grid">
        {text({ name: 'minArticles', label: 'At least, stories', type: 'number' })}
        {text({ name: 'maxArticles', label: 'At most, stories', type: 'number' })}
        {text({ name: 'cutOff', label: 'Cut-off', type: 'time', hint: 'Later stories wait. Empty: until it is due.' })}
        {text({ name: 'fallbackDays', label: 'Fill up with older, days', type: 'number', hint: '0: never.' })}
      </div>
      <Field
        name="sections"
        label="Sections"
        hint="One a line, in print order. “Culture: 3” takes at most three, “Culture: 1-3” at least one when there is any."
        type="textarea"
        value={textOf(form['sections'])}
      />
    </>
  );
}

function Sending({ form }: { form: NewsletterForm }): JSX.Element {
  const radio = (name: string, value: string, label: string, hint: string) => (
    <Choice kind="radio" name={name} value={value} label={label} hint={hint} checked={form[name] === value} />
  );
  return (
    <>
      <fieldset>
        <legend>Sending</legend>
        {radio('mode', 'review', 'After approval', 'Nothing goes out before somebody approves it.')}
        {radio('mode', 'automatic', 'By itself', 'The draft goes out at its time unless somebody stops it.')}
      </fieldset>
      <fieldset>
        <legend>When a connection breaks before the answer</legend>
        {radio(
          'doubtPolicy',
          'resend',
          'Send once more',
          'After waiting for evidence; a few readers may get it twice.',
        )}
        {radio('doubtPolicy', 'hold', 'Hold for a person', 'Nobody gets it twice; somebody has to decide.')}
      </fieldset>
      <Choice
        kind="checkbox"
        name="active"
        value="yes"
        label="Active"
        hint="Off: nothing is built or sent, and nobody can subscribe."
        checked={form['active'] === 'yes'}
      />
    </>
  );
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
