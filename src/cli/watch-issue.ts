import progressBar from 'cli-progress';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '../delivery/room.js';
import type { Issue } from '../issues/issue.js';
import { orThrow } from '../kernel/refusal.js';
import type { CliDeps, Output } from './cli-context.js';

const LOOK_EVERY = 500;
/** Without a terminal there is no bar, but a line now and then. */
const LINE_EVERY = 10_000;

/**
 * Shows the progress until the issue is done, paused or cancelled, or all that is left waits for a later try: that can take
 * days. The last progress.
 */
export async function watchIssue(
  { rooms }: CliDeps,
  { id, output, quiet }: { id: string; output: Output; quiet: boolean },
): Promise<Progress & { readonly state: Issue['state'] }> {
  const display = quiet ? SILENT : output.isTerminal ? createBar() : createLines(output);
  for (;;) {
    const { issue } = orThrow(await rooms.issues.view(id));
    const progress = await rooms.delivery.progress(id);
    display.show(progress);
    const ending = endOf(issue, progress);
    if (ending !== undefined) {
      display.end();
      if (!quiet) output.line(`${issue.subject}: ${ending}`);
      return { ...progress, state: issue.state };
    }
    await sleep(LOOK_EVERY);
  }
}

/** What is left to say; undefined while there is more to see. */
function endOf({ state, stateReason }: Issue, { counts }: Progress): string | undefined {
  if (state === 'preparing') return undefined;
  if (state !== 'sending') return `${state}${stateReason === null ? '' : ` (${stateReason})`}`;
  if (counts.deferred === 0 || counts.pending + counts.sending > 0) return undefined;
  return `${counts.deferred} ${counts.deferred === 1 ? 'is' : 'are'} tried again later`;
}

interface Display {
  show(progress: Progress): void;
  end(): void;
}

const SILENT: Display = { show: () => {}, end: () => {} };

const settledOf = ({ counts }: Progress): number => counts.accepted + counts.failed + counts.skipped + counts.held;

const wordsOf = ({ etaSeconds, counts }: Progress): string =>
  [
    `${counts.accepted} accepted`,
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
    ...(counts.deferred > 0 ? [`${counts.deferred} deferred`] : []),
    ...(counts.in_doubt + counts.held > 0 ? [`${counts.in_doubt + counts.held} in doubt`] : []),
    ...(etaSeconds === null ? [] : [`${etaSeconds} s left`]),
  ].join(', ');

function createBar(): Display {
  const bar = new progressBar.SingleBar(
    { format: '{bar} {percentage}% {value}/{total}  {words}', hideCursor: true },
    progressBar.Presets.shades_classic,
  );
  bar.start(0, 0, { words: 'preparing' });
  return {
    show: (progress) => {
      bar.setTotal(progress.audience);
      bar.update(settledOf(progress), { words: wordsOf(progress) });
    },
    end: () => bar.stop(),
  };
}

function createLines(output: Output): Display {
  let saidAt = Number.NEGATIVE_INFINITY;
  const say = (progress: Progress) => output.line(`${settledOf(progress)}/${progress.audience}  ${wordsOf(progress)}`);
  let last: Progress | undefined;
  return {
    show: (progress) => {
      last = progress;
      if (performance.now() - saidAt < LINE_EVERY) return;
      saidAt = performance.now();
      say(progress);
    },
    end: () => {
      if (last !== undefined) say(last);
    },
  };
}
