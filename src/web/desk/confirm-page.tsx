import type { JSX } from 'preact';
import type { IssueView } from '../../issues/room.js';
import { Button, ButtonLink } from '../components.js';
import { PostForm } from './desk-frame.js';
import type { Visit } from './visit.js';

/** Acts that reach readers or cannot be undone are asked about once more. */
const QUESTIONS = {
  send: {
    heading: 'Send it now?',
    text: 'Everybody subscribed at this moment gets it. Mail that has left cannot be called back; you can pause what has not.',
    button: 'Send to all readers now',
  },
  cancel: {
    heading: 'Cancel this issue?',
    text: 'Nobody else gets it, and it cannot be resumed. Its stories become free for the next issue if it was not sent.',
    button: 'Cancel the issue',
  },
} as const;

export type ConfirmedAct = keyof typeof QUESTIONS;

export const isConfirmed = (act: string): act is ConfirmedAct => Object.hasOwn(QUESTIONS, act);

export function ConfirmPage({ visit, act, view }: { visit: Visit; act: ConfirmedAct; view: IssueView }): JSX.Element {
  const { heading, text, button } = QUESTIONS[act];
  const { issue, newsletter } = view;
  return (
    <div class="narrow">
      <p class="kicker">
        {newsletter.name} · {issue.localDate}
      </p>
      <h1>{heading}</h1>
      <p class="lead">“{issue.subject}”</p>
      <p>{text}</p>
      <PostForm visit={visit} action={`/desk/issues/${issue.id}/${act}`}>
        <div class="actions">
          <Button look={act === 'cancel' ? 'danger' : 'primary'}>{button}</Button>
          <ButtonLink href={`/desk/issues/${issue.id}`} look="quiet">
            Back to the issue
          </ButtonLink>
        </div>
      </PostForm>
    </div>
  );
}
