import type { JSX } from 'preact';
import type { DomainNumbers } from './report-numbers.js';

const WIDTH = 440;
const LABEL = 150;
const ROW = 28;
const BAR = 16;
const PARTS = ['accepted', 'waiting', 'other', 'failed'] as const;
const PART_WORDS = { accepted: 'Accepted', waiting: 'Waiting', other: 'Other', failed: 'Failed' } as const;

/** Stacked bars, one per domain. Decoration beside the table that has the same numbers, so hidden from screen readers. */
export function DomainPlot({ domains }: { domains: readonly DomainNumbers[] }): JSX.Element | null {
  const largest = Math.max(0, ...domains.map(({ total }) => total));
  if (largest === 0) return null;
  const height = domains.length * ROW;
  return (
    <figure class="plot" aria-hidden="true">
      <svg viewBox={`0 0 ${WIDTH} ${height}`} preserveAspectRatio="xMinYMin meet">
        {domains.map((numbers, index) => (
          <g key={numbers.domain} transform={`translate(0 ${index * ROW})`}>
            <text x={LABEL - 10} y={ROW / 2} class="plot-label">
              {shorten(numbers.domain)}
            </text>
            {segments(numbers, (WIDTH - LABEL) / largest).map(({ part, x, width }) => (
              <rect key={part} class={`plot-${part}`} x={LABEL + x} y={(ROW - BAR) / 2} width={width} height={BAR} />
            ))}
          </g>
        ))}
      </svg>
      <figcaption class="row">
        {PARTS.map((part) => (
          <span key={part} class={`plot-key plot-${part}`}>
            {PART_WORDS[part]}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function segments(numbers: DomainNumbers, scale: number): { part: (typeof PARTS)[number]; x: number; width: number }[] {
  let x = 0;
  return PARTS.filter((part) => numbers[part] > 0).map((part) => {
    // One mail among thousands must still be seen.
    const width = Math.max(1.5, numbers[part] * scale);
    const segment = { part, x: round(x), width: round(width) };
    x += width;
    return segment;
  });
}

const round = (value: number): number => Math.round(value * 10) / 10;

const shorten = (domain: string): string =>
  domain.length > 21 ? `${domain.slice(0, 20)}…` : domain || 'erased readers';
