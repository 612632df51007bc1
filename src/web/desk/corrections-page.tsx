import type { JSX } from 'preact';
import type { Correction, CorrectionDecision } from '../../issues/correction.js';
import { wordDiff } from '../../issues/word-diff.js';
import type { Newsletter } from '../../newsletters/newsletter.js';
import { Button } from '../components.js';
import { PostForm } from './desk-frame.js';
import type { Visit } from './visit.js';
import { agoWords } from './words.js';

interface Props {
  readonly visit: Visit;
  readonly now: number;
  readonly newsletters: readonly Newsletter[];
  readonly corrections: readonly Correction[];
}

export function CorrectionsPage({ visit, now, newsletters, corrections }: Props): JSX.Element {
  const nameOf = (id: string) => newsletters.find((newsletter) => newsletter.id === id)?.name ?? '';
  return (
    <>
      <h1>Corrections</h1>
      <p class="hint">
        Stories that say something else by now than readers were sent in the last two weeks, or were taken back. Tell
        readers in the note of the next issue where it matters.
      </p>
      {corrections.length === 0 ? <p>Nothing changed that nobody looked at.</p> : null}
      <ul class="corrections">
        {corrections.map((correction) => (
          <li key={`${correction.issueId} ${correction.articleId}`} class="card">
            <Change correction={correction} newsletter={nameOf(correction.newsletterId)} now={now} />
            {visit.may('editor') ? <Decide visit={visit} correction={correction} /> : null}
          </li>
        ))}
      </ul>
    </>
  );
}

function Change(props: { correction: Correction; newsletter: string; now: number }): JSX.Element {
  const { correction, newsletter, now } = props;
  const { sent, now: present, localDate, issueId, changedAt } = correction;
  return (
    <>
      <p class="hint">
        <a href={`/desk/issues/${issueId}`}>
          {newsletter} of {localDate}
        </a>{' '}
        · changed {agoWords(Math.max(changedAt, correction.retractedAt ?? 0, correction.goneAt ?? 0), now)}
      </p>
      <h2 class="story-title">
        <Diff before={sent.title} after={present.title} />
      </h2>
      {sent.dek === present.dek ? null : (
        <p>
          <Diff before={sent.dek ?? ''} after={present.dek ?? ''} />
        </p>
      )}
      {sent.imageUrl === present.imageUrl ? null : <p class="hint">The picture is another one.</p>}
      {correction.retractedAt === null ? null : <p class="hint">Its newsroom took the story back.</p>}
      {correction.goneAt === null ? null : <p class="hint">Its page answers that it is gone.</p>}
      <p>
        <a href={present.url} target="_blank" rel="noopener">
          Read it as it is now<span class="visually-hidden">: {present.title}</span>
        </a>
      </p>
    </>
  );
}

/** `<del>` and `<ins>`, and a word for each to those who hear the page. */
function Diff({ before, after }: { before: string; after: string }): JSX.Element {
  return (
    <>
      {wordDiff(before, after).map(({ kind, text }, index) => (
        <>
          {index === 0 ? '' : ' '}
          {kind === 'same' ? (
            text
          ) : kind === 'gone' ? (
            <del>
              <span class="visually-hidden">was: </span>
              {text}
            </del>
          ) : (
            <ins>
              <span class="visually-hidden">is now: </span>
              {text}
            </ins>
          )}
        </>
      ))}
    </>
  );
}

function Decide({ visit, correction }: { visit: Visit; correction: Correction }): JSX.Element {
  const { issueId, articleId, version, now } = correction;
  const form = (decision: CorrectionDecision, label: string) => (
    <PostForm visit={visit} action="/desk/corrections">
      <input type="hidden" name="issue" value={issueId} />
      <input type="hidden" name="article" value={articleId} />
      <input type="hidden" name="version" value={String(version)} />
      <input type="hidden" name="decision" value={decision} />
      <Button look="secondary" label={`${label}: ${now.title}`}>
        {label}
      </Button>
    </PostForm>
  );
  return (
    <div class="row">
      {form('corrected', 'Readers are told')}
      {form('dismissed', 'Not worth telling')}
    </div>
  );
}
