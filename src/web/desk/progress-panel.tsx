import type { JSX } from 'preact';
import { DELIVERY_STATES } from '../../delivery/delivery.js';
import type { Progress } from '../../delivery/room.js';
import type { Issue } from '../../issues/issue.js';
import { ProgressBar } from '../components.js';
import type { Visit } from './visit.js';
import { DELIVERY_STATE_WORDS, etaWords, numberWords } from './words.js';

const RUNNING: readonly Issue['state'][] = ['preparing', 'sending', 'paused'];

/** Bar, counts and time left; a module keeps them current while the issue runs. */
export function ProgressPanel({
  visit,
  issue,
  progress,
}: {
  visit: Visit;
  issue: Issue;
  progress: Progress;
}): JSX.Element {
  const running = RUNNING.includes(issue.state);
  return (
    <section
      class="card progress-panel"
      aria-label="Progress"
      {...(running ? { 'data-progress': `/desk/issues/${issue.id}/progress`, 'data-state': issue.state } : {})}
    >
      <Bar progress={progress} issue={issue} />
      <dl class="counts">
        {DELIVERY_STATES.map((state) => (
          <div key={state} class={`count tone-${DELIVERY_STATE_WORDS[state].tone}`}>
            <dt title={DELIVERY_STATE_WORDS[state].meaning}>{DELIVERY_STATE_WORDS[state].label}</dt>
            <dd data-count={state}>{numberWords(progress.counts[state])}</dd>
          </div>
        ))}
      </dl>
      <p class="row progress-links">
        <a href={`/desk/issues/${issue.id}/report`}>Report by reason and domain</a>
        {visit.may('editor') ? (
          <a href={`/desk/issues/${issue.id}/deliveries?state=failed`}>Who did not get it</a>
        ) : null}
      </p>
      {running ? <script type="module" src="/desk/assets/progress.js" /> : null}
      {running ? (
        <noscript>
          <iframe class="live" src={`/desk/issues/${issue.id}/live`} title="Progress, renewed every five seconds" />
        </noscript>
      ) : null}
    </section>
  );
}

/** The bar alone, also for the frame that renews itself without scripts. */
export function Bar({ issue, progress }: { issue: Issue; progress: Progress }): JSX.Element {
  return (
    <>
      <ProgressBar
        value={Math.round(progress.share * progress.audience)}
        max={progress.audience}
        label={`Progress of ${issue.subject}`}
      />
      <p class="progress-words">
        <strong data-count="accepted">{numberWords(progress.counts.accepted)}</strong> of{' '}
        <span data-audience>{numberWords(progress.audience)}</span> accepted{' '}
        <span class="hint" data-eta>
          {etaWords(progress.etaSeconds)}
        </span>
      </p>
    </>
  );
}
