import { usageOf } from './process-usage.js';

/** What a long send must keep flat. */
export interface LongSendFigures {
  readonly freezeSeconds: number;
  /** The longest time the web process kept everybody waiting while the audience was frozen. */
  readonly webDelayMsInFreeze: number;
  /** Seconds per 10,000 readers in the second and in the last tenth of the send. */
  readonly secondsPer10kAtStart: number;
  readonly secondsPer10kAtEnd: number;
  /** Largest sender, after a tenth of the send and at its end. */
  readonly rssMbAtStart: number;
  readonly rssMbAtEnd: number;
  readonly redisPeakMb: number;
}

export interface SendWatch {
  /** To be told of each look at the issue. */
  look(now: { state: string; settled: number }): Promise<void>;
  figures(): LongSendFigures;
}

interface Mark {
  readonly at: number;
  readonly settled: number;
  readonly rssMb: number;
}

/** Follows one send from outside. */
export async function watchSend({
  supervisor,
  recipients,
  webDelay,
  redisMb,
}: {
  supervisor: number;
  recipients: number;
  /** Milliseconds since it was last asked. */
  webDelay: () => Promise<number>;
  redisMb: () => Promise<number>;
}): Promise<SendWatch> {
  await webDelay();
  const startedAt = performance.now();
  const marks: Mark[] = [];
  let frozenAt: number | undefined;
  let delay = 0;
  let redis = 0;
  return {
    look: async ({ state, settled }) => {
      if (frozenAt === undefined) {
        delay = Math.max(delay, await webDelay());
        if (state === 'sending' || state === 'done') frozenAt = performance.now();
      }
      if (settled < (marks.at(-1)?.settled ?? 0) + recipients / 100) return;
      redis = Math.max(redis, await redisMb());
      marks.push({ at: performance.now(), settled, rssMb: usageOf(supervisor).rssMb });
    },
    figures: () => ({
      freezeSeconds: round(((frozenAt ?? startedAt) - startedAt) / 1000),
      webDelayMsInFreeze: round(delay),
      secondsPer10kAtStart: pace(marks, recipients * 0.1, recipients * 0.2),
      secondsPer10kAtEnd: pace(marks, recipients * 0.9, recipients),
      rssMbAtStart: marks.find(({ settled }) => settled >= recipients * 0.1)?.rssMb ?? 0,
      rssMbAtEnd: marks.at(-1)?.rssMb ?? 0,
      redisPeakMb: round(redis),
    }),
  };
}

function pace(marks: readonly Mark[], from: number, to: number): number {
  const first = marks.find(({ settled }) => settled >= from);
  const last = marks.findLast(({ settled }) => settled <= to);
  if (first === undefined || last === undefined || last.settled <= first.settled) return 0;
  return round((last.at - first.at) / ((last.settled - first.settled) / 10_000) / 1000);
}

const round = (value: number): number => Math.round(value * 100) / 100;
