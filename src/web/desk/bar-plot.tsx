import type { JSX } from 'preact';

const WIDTH = 440;
const LABEL = 150;
const ROW = 28;
const BAR = 16;
const LONGEST = 18;

interface Props<P extends string> {
  readonly rows: readonly { readonly name: string; readonly counts: Readonly<Record<P, number>> }[];
  /** In the order they are stacked. */
  readonly parts: readonly P[];
  readonly words: Readonly<Record<P, string>>;
  /** Before the names of the parts in the style sheet, where they mean something else than another plot's. */
  readonly prefix?: string;
}

/** Stacked bars, one per row. Decoration beside a table that has the same numbers, so hidden from screen readers. */
export function BarPlot<P extends string>({ rows, parts, words, prefix = '' }: Props<P>): JSX.Element | null {
  const sumOf = (counts: Readonly<Record<P, number>>) => parts.reduce((sum, part) => sum + counts[part], 0);
  const largest = Math.max(0, ...rows.map(({ counts }) => sumOf(counts)));
  if (largest === 0) return null;
  return (
    <figure class="plot" aria-hidden="true">
      <svg viewBox={`0 0 ${WIDTH} ${rows.length * ROW}`} preserveAspectRatio="xMinYMin meet">
        {rows.map(({ name, counts }, index) => (
          <g key={name} transform={`translate(0 ${index * ROW})`}>
            <text x={LABEL - 10} y={ROW / 2} class="plot-label">
              {name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name}
            </text>
            {segments(parts, counts, (WIDTH - LABEL) / largest).map(({ part, x, width }) => (
              <rect
                key={part}
                class={`plot-${prefix}${part}`}
                x={LABEL + x}
                y={(ROW - BAR) / 2}
                width={width}
                height={BAR}
              />
            ))}
          </g>
        ))}
      </svg>
      <figcaption class="row">
        {parts.map((part) => (
          <span key={part} class={`plot-key plot-${prefix}${part}`}>
            {words[part]}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function segments<P extends string>(parts: readonly P[], counts: Readonly<Record<P, number>>, scale: number) {
  let x = 0;
  return parts
    .filter((part) => counts[part] > 0)
    .map((part) => {
      // One among thousands must still be seen.
      const width = Math.max(1.5, counts[part] * scale);
      const segment = { part, x: round(x), width: round(width) };
      x += width;
      return segment;
    });
}

const round = (value: number): number => Math.round(value * 10) / 10;
