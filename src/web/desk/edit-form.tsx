import type { JSX } from 'preact';
import type { Candidate } from '../../articles/article-store.js';
import type { StoryView } from '../../issues/room.js';
import { Button } from '../components.js';
import { Field } from '../field.js';
import { textField } from '../forms.js';
import { PostForm } from './desk-frame.js';
import type { IssuePageProps } from './issue-page-props.js';
import { StoryLine } from './story-lines.js';

/**
 * Words and stories in one form, so that no button loses what was typed elsewhere. The first button is the one the
 * Enter key presses: Save.
 */
export function EditForm({ visit, view, candidates }: IssuePageProps): JSX.Element {
  const { issue, stories } = view;
  return (
    <PostForm visit={visit} action={`/desk/issues/${issue.id}/edit`} class="edit-form">
      <input type="hidden" name="hash" value={issue.contentHash} />
      <section aria-labelledby="words" class="card">
        <div class="card-head">
          <h2 id="words">Words</h2>
          <Button look="secondary">Save</Button>
        </div>
        <Field name="subject" label="Subject" value={issue.subject} maxLength={200} required />
        <Field
          name="preheader"
          label="Preheader"
          hint="The line an inbox shows after the subject."
          value={issue.preheader}
          maxLength={200}
        />
        <Field
          name="note"
          label="Note from the editor"
          hint="Above the stories; leave it empty for none."
          type="textarea"
          rows={3}
          value={issue.note ?? ''}
          maxLength={2000}
        />
      </section>
      <Stories stories={stories} />
      <Candidates candidates={candidates} why={reasonsOf(view.choices)} />
      <StoryByLink link={textField(visit.req, 'link')} />
    </PostForm>
  );
}

function Stories({ stories }: { stories: readonly StoryView[] }): JSX.Element {
  return (
    <section aria-labelledby="stories">
      <h2 id="stories">{stories.length === 1 ? '1 story' : `${stories.length} stories`}</h2>
      <ol class="stories">
        {stories.map(({ article, section }, index) => (
          <li key={article.id} id={`story-${article.id}`}>
            <StoryLine article={article} section={section} lead={index === 0}>
              <div class="story-moves">
                <Move act="up" id={article.id} sign="↑" label={`Move up: ${article.title}`} disabled={index === 0} />
                <Move
                  act="down"
                  id={article.id}
                  sign="↓"
                  label={`Move down: ${article.title}`}
                  disabled={index === stories.length - 1}
                />
                <Move act="drop" id={article.id} sign="×" label={`Drop: ${article.title}`} disabled={false} />
              </div>
            </StoryLine>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Move(props: { act: string; id: string; sign: string; label: string; disabled: boolean }): JSX.Element {
  return (
    <button
      type="submit"
      class="move"
      name="move"
      value={`${props.act}:${props.id}`}
      aria-label={props.label}
      title={props.label}
      disabled={props.disabled}
    >
      {props.sign}
    </button>
  );
}

/** A refused link stays in its field. */
function StoryByLink({ link }: { link: string }): JSX.Element {
  return (
    <section aria-labelledby="by-link" class="card">
      <h2 id="by-link">Add a story by its link</h2>
      <Field
        name="link"
        label="Link of the story"
        hint="Its headline, text and picture are read from the page."
        value={link}
      />
      <p class="actions">
        <Button look="secondary">Read and add it</Button>
      </p>
    </section>
  );
}

type Reasons = ReadonlyMap<string, string>;

const reasonsOf = (choices: IssuePageProps['view']['choices']): Reasons =>
  new Map(choices.map(({ article, words }) => [article.id, words]));

function Candidates({ candidates, why }: { candidates: readonly Candidate[]; why: Reasons }): JSX.Element {
  if (candidates.length === 0) return <p class="hint">There is no other recent story to add.</p>;
  return (
    <details class="candidates">
      <summary>
        Add stories <span class="hint">{candidates.length} more to choose from</span>
      </summary>
      <ul class="stories">
        {candidates.map((candidate) => (
          <li key={candidate.id}>
            <StoryLine article={candidate} section={candidate.newsletterSection} why={why.get(candidate.id)}>
              <label class="add">
                <input type="checkbox" name="add" value={candidate.id} />
                <span>
                  Add<span class="visually-hidden">: {candidate.title}</span>
                </span>
              </label>
            </StoryLine>
          </li>
        ))}
      </ul>
      <p class="actions">
        <Button look="secondary">Add the ticked stories</Button>
      </p>
    </details>
  );
}
