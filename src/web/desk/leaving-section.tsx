import type { JSX } from 'preact';
import type { Newsletter } from '../../newsletters/newsletter.js';
import type { LeavingCounts } from '../../subscribers/room.js';
import { LEAVING_REASONS, type LeavingReason } from '../../subscribers/leaving-reason.js';
import { Table } from '../components.js';
import { BarPlot } from './bar-plot.js';
import { numberWords } from './words.js';

/** Newsletters in the plot; all of them are in the table. */
const PLOTTED = 10;

/** Shorter than what readers choose from, for the heads of a table. */
const WORDS: Readonly<Record<LeavingReason, string>> = {
  'too-many': 'Too many mails',
  'not-for-me': 'Not for me',
  'never-asked': 'Never asked for',
  other: 'Something else',
};

interface Props {
  readonly leaving: readonly LeavingCounts[];
  readonly newsletters: readonly Newsletter[];
  readonly days: number;
}

/** Why readers leave, by newsletter: totals, because nobody knows who said what. */
export function LeavingSection({ leaving, newsletters, days }: Props): JSX.Element {
  const rows = leaving.map(({ newsletterId, counts, total }) => {
    const name = newsletters.find(({ id }) => id === newsletterId)?.name ?? newsletterId;
    return { name, counts, total };
  });
  return (
    <section aria-labelledby="leaving">
      <h2 id="leaving">Why readers leave</h2>
      <p class="hint">
        What they said on the page after unsubscribing, in the last {days} days. Most say nothing, and who said what is
        not kept.
      </p>
      <BarPlot rows={rows.slice(0, PLOTTED)} parts={LEAVING_REASONS} words={WORDS} prefix="left-" />
      <Table
        caption="Why readers leave, by newsletter"
        columns={[
          { head: 'Newsletter' },
          ...LEAVING_REASONS.map((reason) => ({ head: WORDS[reason], numeric: true })),
          { head: 'All', numeric: true },
        ]}
        rows={rows.map(({ name, counts, total }) => [
          name,
          ...LEAVING_REASONS.map((reason) => numberWords(counts[reason])),
          numberWords(total),
        ])}
        empty="Nobody said why in these days."
      />
    </section>
  );
}
