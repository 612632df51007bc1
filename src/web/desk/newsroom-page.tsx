import type { JSX } from 'preact';
import type { FieldError } from '../../kernel/refusal.js';
import { Button } from '../components.js';
import { Field, type FieldProps } from '../field.js';
import { softBounceWords } from './bounce-words.js';
import { PostForm } from './desk-frame.js';
import { textOf } from './newsletter-form.js';
import { SelectField } from './select-field.js';
import type { Visit } from './visit.js';

interface Props {
  readonly visit: Visit;
  readonly form: Readonly<Record<string, unknown>>;
  readonly errors: readonly FieldError[];
}

const REMINDERS = [
  { value: '', label: 'Never' },
  { value: '1', label: 'After a day' },
  { value: '2', label: 'After two days' },
  { value: '3', label: 'After three days' },
];

/** How the publisher names itself in mails and on pages. */
export function NewsroomPage({ visit, form, errors }: Props): JSX.Element {
  const text = (props: Omit<FieldProps, 'value' | 'error'>) => (
    <Field
      {...props}
      value={textOf(form[props.name])}
      error={errors.find(({ field }) => field === props.name)?.fault}
    />
  );
  return (
    <div class="narrow">
      <h1>Newsroom</h1>
      <PostForm visit={visit} action="/desk/newsroom">
        {text({ name: 'name', label: 'Name', required: true, maxLength: 80 })}
        {text({ name: 'tagline', label: 'Tagline', maxLength: 140 })}
        {text({ name: 'siteUrl', label: 'Web site', type: 'url', required: true })}
        {text({ name: 'mailFrom', label: 'Sender', hint: 'Name <address>, the From of every mail.', required: true })}
        {text({ name: 'replyTo', label: 'Answers go to', hint: 'Empty: to the sender.' })}
        {text({
          name: 'postalAddress',
          label: 'Postal address',
          hint: 'In the footer of every mail; the law asks for it.',
          required: true,
        })}
        {text({ name: 'privacyUrl', label: 'Privacy page', type: 'url' })}
        {text({ name: 'licence', label: 'Licence note', hint: 'Printed under the stories.' })}
        <div class="form-grid">
          {text({ name: 'language', label: 'Language' })}
          {text({ name: 'accentColor', label: 'Colour', hint: 'Like #9b1c1c.' })}
        </div>
        <fieldset>
          <legend>Support box</legend>
          <p class="hint">
            Asks readers to support your work, at the end of every issue. Leave all four empty for none.
          </p>
          {text({ name: 'support-heading', label: 'Heading' })}
          {text({ name: 'support-text', label: 'Text', type: 'textarea', rows: 2 })}
          <div class="form-grid">
            {text({ name: 'support-label', label: 'Button' })}
            {text({ name: 'support-url', label: 'Where it leads', type: 'url' })}
          </div>
        </fieldset>
        <fieldset>
          <legend>Sign-ups nobody confirms</legend>
          <p class="hint">
            Who does not press the button in the first mail can be reminded once. There is no reminder after an attack
            on the form, nor where mail came back. A stranger whose address somebody typed gets it, too.
          </p>
          <SelectField
            name="remindAfterDays"
            label="Remind them"
            value={textOf(form['remindAfterDays'])}
            options={REMINDERS}
          />
        </fieldset>
        <fieldset>
          <legend>When mail comes back</legend>
          <p class="hint">{softBounceWords(visit.newsroom.softBounces)}</p>
          <div class="form-grid">
            {text({ name: 'softBounces-days', label: 'Days with a failure', type: 'number', hint: '1 to 30.' })}
            {text({ name: 'softBounces-within', label: 'Within days', type: 'number', hint: '1 to 365.' })}
          </div>
        </fieldset>
        <div class="actions">
          <Button>Save</Button>
        </div>
      </PostForm>
    </div>
  );
}
