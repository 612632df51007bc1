import type { JSX } from 'preact';
import type { Newsletter } from '../../newsletters/newsletter.js';
import { Choice } from '../components.js';
import { scheduleInWords } from './words.js';

/** A newsletter to tick, with what it is and when it comes. */
export const NewsletterChoice = (props: { newsletter: Newsletter; checked: boolean }): JSX.Element => (
  <Choice
    kind="checkbox"
    name="newsletters"
    value={props.newsletter.slug}
    label={props.newsletter.name}
    hint={[props.newsletter.description, `${scheduleInWords(props.newsletter.schedule)}.`].filter(Boolean).join(' ')}
    checked={props.checked}
  />
);
