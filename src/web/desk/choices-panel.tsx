import type { JSX } from 'preact';
import type { StoryChoice } from '../../issues/story-reasons.js';
import type { LogLine } from '../../issues/issue-store.js';
import { timeWords } from './words.js';

/** More of what was left out helps nobody. */
const SHOWN = 60;

/** Why each story is in the issue or not, and what happened to it by itself. */
export function ChoicesPanel({ choices }: { choices: readonly StoryChoice[] }): JSX.Element | null {
  if (choices.length === 0) return null;
  const chosen = choices.filter((choice) => choice.chosen);
  const leftOut = choices.filter((choice) => !choice.chosen);
  return (
    <details class="choices">
      <summary>
        Why these stories{' '}
        <span class="hint">
          {chosen.length} taken, {leftOut.length} left out
        </span>
      </summary>
      <h3>Taken</h3>
      <Reasons choices={chosen} />
      {leftOut.length === 0 ? null : (
        <>
          <h3>Left out</h3>
          <Reasons choices={leftOut.slice(0, SHOWN)} />
        </>
      )}
    </details>
  );
}

function Reasons({ choices }: { choices: readonly StoryChoice[] }): JSX.Element {
  return (
    <ul class="reasons">
      {choices.map(({ article, section, words }) => (
        <li key={article.id}>
          <span class="reason-story">
            {section === null ? '' : `${section}: `}
            {article.title}
          </span>{' '}
          <span class="hint">{words}</span>
        </li>
      ))}
    </ul>
  );
}

export function IssueLog(props: { log: readonly LogLine[]; zone: string; now: number }): JSX.Element | null {
  if (props.log.length === 0) return null;
  return (
    <section aria-labelledby="issue-log" class="issue-log">
      <h2 id="issue-log">What happened by itself</h2>
      <ul class="reasons">
        {props.log.map(({ at, words }) => (
          <li key={`${at} ${words}`}>
            <span class="hint nowrap">{timeWords(at, props.zone, props.now)}</span> {words}
          </li>
        ))}
      </ul>
    </section>
  );
}
