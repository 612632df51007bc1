import type { JSX } from 'preact';
import { sumOf, type FeedbackCounts } from '../../feedback/numbers/summarise.js';
import { FEEDBACK_COLUMNS, FEEDBACK_WORDS } from './feedback-words.js';
import { numberWords } from './words.js';

const WIDTH = 460;
const HEIGHT = 170;
const LEFT = 44;
const TOP = 12;
const BOTTOM = 24;
const WIDEST = 28;

type Day = FeedbackCounts & { readonly day: string };

/** Stacked columns, one per day. Decoration beside the table that has the same numbers, so hidden from screen readers. */
export function DayPlot({ days }: { days: readonly Day[] }): JSX.Element | null {
  const largest = Math.max(0, ...days.map(sumOf));
  if (largest === 0) return null;
  const top = roundUp(largest);
  const step = Math.min(WIDEST * 1.5, (WIDTH - LEFT) / days.length);
  const scale = (HEIGHT - TOP - BOTTOM) / top;
  return (
    <figure class="plot plot-wide" aria-hidden="true">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="xMinYMin meet">
        {[0, top / 2, top].map((value) => (
          <Line key={value} value={value} y={round(HEIGHT - BOTTOM - value * scale)} />
        ))}
        {days.map((day, index) => (
          <g key={day.day} transform={`translate(${round(LEFT + index * step + step * 0.15)} 0)`}>
            {segments(day, scale).map(({ part, y, height }) => (
              <rect key={part} class={`plot-${part}`} x={0} y={y} width={round(step * 0.7)} height={height} />
            ))}
            {index % Math.ceil(days.length / 6) === 0 ? (
              <text x={round(step * 0.35)} y={HEIGHT - 7} class="plot-tick">
                {day.day.slice(5)}
              </text>
            ) : null}
          </g>
        ))}
      </svg>
      <figcaption class="row">
        {FEEDBACK_COLUMNS.filter((part) => days.some((day) => day[part] > 0)).map((part) => (
          <span key={part} class={`plot-key plot-${part}`}>
            {FEEDBACK_WORDS[part]}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function Line({ value, y }: { value: number; y: number }): JSX.Element {
  return (
    <>
      <line class="plot-line" x1={LEFT} x2={WIDTH} y1={y} y2={y} />
      <text x={LEFT - 8} y={y} class="plot-label">
        {numberWords(value)}
      </text>
    </>
  );
}

function segments(day: Day, scale: number) {
  let y = HEIGHT - BOTTOM;
  return FEEDBACK_COLUMNS.filter((part) => day[part] > 0).map((part) => {
    // One complaint among thousands of soft bounces must still be seen.
    const height = Math.max(1.5, day[part] * scale);
    y -= height;
    return { part, y: round(y), height: round(height) };
  });
}

/** An even number with one digit that is not 0, so that its half is whole. */
function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  const rounded = Math.ceil(value / unit) * unit;
  return rounded % 2 === 0 ? rounded : rounded + 1;
}

const round = (value: number): number => Math.round(value * 10) / 10;
