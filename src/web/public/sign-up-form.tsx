import type { JSX } from 'preact';
import { ID_LENGTH } from '../../kernel/ids.js';
import type { FieldError } from '../../kernel/refusal.js';
import type { Newsletter } from '../../newsletters/newsletter.js';
import { consentText } from '../../subscribers/consent-text.js';
import { Button } from '../components.js';
import { Field } from '../field.js';
import { formNonce, type NonceDeps } from '../forms.js';
import { NewsletterChoice } from './newsletter-choice.js';

/** The field people cannot see; what fills it is a robot. */
export const TRAP_FIELD = 'homepage';

/** What the nonce of this form is about: nobody yet. */
export const SIGN_UP_FORM = '0'.repeat(ID_LENGTH);

/** Tells when the form was shown. A sign-up works without it, but counts with those of scripts. */
export const signUpNonce = (deps: NonceDeps): string => formNonce(deps, [SIGN_UP_FORM]);

export interface SignUpFormProps {
  readonly newsroomName: string;
  /** Those to choose from; with one there is no choice to make. */
  readonly newsletters: readonly Newsletter[];
  readonly chosen: readonly string[];
  readonly nonce: string;
  readonly email?: string;
  readonly errors?: readonly FieldError[];
  /** True in a frame on another site: the answer then fits the frame, too. */
  readonly box?: boolean;
}

/** The sign-up form with the words of consent that are stored with every sign-up. */
export function SignUpForm(props: SignUpFormProps): JSX.Element {
  const { newsletters, newsroomName, box = false } = props;
  const fault = (field: string) => props.errors?.find((error) => error.field.split('.')[0] === field)?.fault;
  return (
    <form class="sign-up" method="post" action="/subscribe">
      {newsletters.length > 1 ? (
        <Choices newsletters={newsletters} chosen={props.chosen} fault={fault('newsletters')} />
      ) : (
        newsletters.map(({ slug }) => <input key={slug} type="hidden" name="newsletters" value={slug} />)
      )}
      <input type="hidden" name="nonce" value={props.nonce} />
      {box ? <input type="hidden" name="box" value="1" /> : null}
      <Field
        name="email"
        label="Your email address"
        type="email"
        autocomplete="email"
        value={props.email ?? ''}
        error={emailFault(fault('email'))}
        required
        maxLength={254}
      />
      <div class="trap" aria-hidden="true">
        <label for={TRAP_FIELD}>Leave this empty</label>
        <input id={TRAP_FIELD} name={TRAP_FIELD} type="text" tabindex={-1} autocomplete="off" />
      </div>
      <p class="hint">{consentText(newsroomName)}</p>
      <p class="actions">
        <Button>Subscribe</Button>
      </p>
    </form>
  );
}

const emailFault = (fault: string | undefined) =>
  fault === undefined ? undefined : `This ${fault}. Write it like ana@example.org.`;

const sentenceOf = (fault: string) => `${fault.charAt(0).toUpperCase()}${fault.slice(1)}.`;

function Choices(props: {
  newsletters: readonly Newsletter[];
  chosen: readonly string[];
  fault: string | undefined;
}): JSX.Element {
  return (
    <fieldset>
      <legend>What would you like to read?</legend>
      {props.fault === undefined ? null : <p class="fault">{sentenceOf(props.fault)}</p>}
      <input type="hidden" name="choice" value="1" />
      {props.newsletters.map((newsletter) => (
        <NewsletterChoice
          key={newsletter.id}
          newsletter={newsletter}
          checked={props.chosen.includes(newsletter.slug)}
        />
      ))}
    </fieldset>
  );
}
