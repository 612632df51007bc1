import type { JSX } from 'preact';
import type { Progress } from '../../delivery/room.js';
import { isBestOf } from '../../issues/best-of.js';
import type { RaisedAlarm } from '../../feedback/numbers/numbers-store.js';
import type { Issue } from '../../issues/issue.js';
import type { Newsletter } from '../../newsletters/newsletter.js';
import { nextEdition } from '../../newsletters/schedule.js';
import { Badge, Button, ButtonLink, Card, Notice, ProgressBar, Table } from '../components.js';
import { FeedbackAlarms } from './feedback-alarms.js';
import { PostForm } from './desk-frame.js';
import type { Standing } from './standing.js';
import { StateBadge } from './state-badge.js';
import type { Visit } from './visit.js';
import { healthWords } from './source-words.js';
import { etaWords, KIND_WORDS, numberWords, scheduleWords, timeWords } from './words.js';

interface Props {
  readonly visit: Visit;
  readonly now: number;
  readonly alarms: readonly RaisedAlarm[];
  readonly newsletters: readonly Standing[];
  readonly runs: readonly { readonly issue: Issue; readonly progress: Progress }[];
  readonly last: readonly Issue[];
  readonly names: ReadonlyMap<string, Newsletter>;
}

export function OverviewPage({ visit, now, alarms, newsletters, runs, last, names }: Props): JSX.Element {
  return (
    <>
      <h1>Overview</h1>
      <FeedbackAlarms alarms={alarms} />
      {newsletters.length === 0 ? <FirstSteps visit={visit} /> : null}
      {runs.length === 0 ? null : (
        <section aria-labelledby="running">
          <h2 id="running">On the wire</h2>
          {runs.map((run) => (
            <Run key={run.issue.id} {...run} newsletter={names.get(run.issue.newsletterId)} />
          ))}
        </section>
      )}
      <div class="desk-cards">
        {newsletters.map((standing) => (
          <NewsletterCard key={standing.newsletter.id} visit={visit} now={now} {...standing} />
        ))}
      </div>
      <h2>Last issues</h2>
      <Table
        caption="Last issues"
        columns={[
          { head: 'Date' },
          { head: 'Newsletter' },
          { head: 'Subject' },
          { head: 'State' },
          { head: 'Readers', numeric: true },
        ]}
        rows={last.map((issue) => [
          <span class="nowrap">{issue.localDate}</span>,
          names.get(issue.newsletterId)?.name ?? '',
          <a href={`/desk/issues/${issue.id}`}>{issue.subject}</a>,
          <StateBadge issue={issue} />,
          issue.expectedCount === null ? '–' : numberWords(issue.expectedCount),
        ])}
        empty="No issue has gone out yet."
      />
    </>
  );
}

function FirstSteps({ visit }: { visit: Visit }): JSX.Element {
  return (
    <Notice title="There is no newsletter yet">
      <p>A newsletter has a name, a time of day and sources. Readers can subscribe as soon as it exists.</p>
      {visit.may('owner') ? <ButtonLink href="/desk/newsletters/new">Create a newsletter</ButtonLink> : null}
    </Notice>
  );
}

function Run({
  issue,
  progress,
  newsletter,
}: Props['runs'][number] & { newsletter: Newsletter | undefined }): JSX.Element {
  return (
    <Card>
      <div class="row between">
        <h3 class="run-title">
          <a href={`/desk/issues/${issue.id}`}>{issue.subject}</a>
        </h3>
        <StateBadge issue={issue} />
      </div>
      <ProgressBar
        value={Math.round(progress.share * progress.audience)}
        max={progress.audience}
        label={`Progress of ${issue.subject}`}
      />
      <p class="hint">
        {newsletter?.name} · {numberWords(progress.counts.accepted)} of {numberWords(progress.audience)} accepted{' '}
        {issue.stateReason
          ? `· ${issue.stateReason}`
          : etaWords(progress.etaSeconds) && `· ${etaWords(progress.etaSeconds)}`}
      </p>
    </Card>
  );
}

function NewsletterCard({
  visit,
  now,
  newsletter,
  open,
  sources,
}: Standing & { visit: Visit; now: number }): JSX.Element {
  const failing = sources.filter((source) => source.failures > 0);
  return (
    <Card title={newsletter.name} aside={newsletter.active ? null : <Badge tone="warn">Not active</Badge>}>
      <p class="hint">
        {scheduleWords(newsletter)} · {newsletter.mode === 'automatic' ? 'goes out by itself' : 'waits for approval'}
      </p>
      {open.map((issue) => (
        <OpenIssue key={issue.id} issue={issue} newsletter={newsletter} now={now} />
      ))}
      {open.some((issue) => issue.kind === 'digest' && !isBestOf(issue)) ? null : (
        <NextIssue newsletter={newsletter} now={now} />
      )}
      {visit.may('editor') &&
      !open.some((issue) => issue.kind === 'digest' && !isBestOf(issue) && issue.state === 'draft') ? (
        <PostForm visit={visit} action={`/desk/newsletters/${newsletter.id}/build`}>
          <Button look="secondary">Build the next issue now</Button>
        </PostForm>
      ) : null}
      <p class="source-line">
        {sources.length === 0 ? (
          <>
            <Badge tone="warn">No source</Badge> <a href={`/desk/sources?newsletter=${newsletter.slug}`}>Add one</a>
          </>
        ) : failing.length === 0 ? (
          <>
            <Badge tone="good">Sources well</Badge> {sources.length === 1 ? '1 source' : `${sources.length} sources`}
          </>
        ) : (
          <>
            <Badge tone="bad">{failing.length} failing</Badge>{' '}
            <a href="/desk/sources">{failing[0]?.title ?? failing[0]?.url}</a>:{' '}
            {failing[0] ? healthWords(failing[0], now).sentence : ''}
          </>
        )}
      </p>
    </Card>
  );
}

function OpenIssue({ issue, newsletter, now }: { issue: Issue; newsletter: Newsletter; now: number }): JSX.Element {
  const zone = newsletter.schedule.timeZone;
  return (
    <a class="open-issue" href={`/desk/issues/${issue.id}`}>
      <span class="row between">
        <span class="hint">
          {KIND_WORDS[issue.kind]} of {issue.localDate}
          {issue.sendAt === null ? '' : ` · goes out ${timeWords(issue.sendAt, zone, now)}`}
        </span>
        <StateBadge issue={issue} />
      </span>
      <span class="entry-title">{issue.subject}</span>
    </a>
  );
}

function NextIssue({ newsletter, now }: { newsletter: Newsletter; now: number }): JSX.Element | null {
  if (!newsletter.active) return null;
  const { dueAt } = nextEdition(newsletter.schedule, now);
  const zone = newsletter.schedule.timeZone;
  return (
    <p>
      Next issue <strong>{timeWords(dueAt, zone, now)}</strong>; its draft is built {newsletter.leadMinutes} minutes
      before.
    </p>
  );
}
