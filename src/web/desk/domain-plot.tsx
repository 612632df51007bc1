import type { JSX } from 'preact';
import { BarPlot } from './bar-plot.js';
import type { DomainNumbers } from './report-numbers.js';

const PARTS = ['accepted', 'waiting', 'other', 'failed'] as const;
const PART_WORDS = { accepted: 'Accepted', waiting: 'Waiting', other: 'Other', failed: 'Failed' } as const;

/** What became of the mails, one bar per domain. */
export const DomainPlot = ({ domains }: { domains: readonly DomainNumbers[] }): JSX.Element => (
  <BarPlot
    rows={domains.map((numbers) => ({ name: numbers.domain || 'erased readers', counts: numbers }))}
    parts={PARTS}
    words={PART_WORDS}
  />
);
