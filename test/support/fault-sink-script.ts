/** Where in a session the sink may do something else than answer. */
export const SINK_POINTS = [
  'connect',
  'greeting',
  'ehlo',
  'mail',
  'rcpt',
  'data',
  'mid-body',
  'dot',
  'after-reply',
] as const;
export type SinkPoint = (typeof SINK_POINTS)[number];

/**
 * `fin`, `rst`: cut there instead of answering (at `after-reply`: after the answer to the dot). `stall`: never answer.
 * `slow`: answer after `milliseconds`. `reply`: answer this line. `partial`: answer without a line end and cut.
 */
export type SinkFault =
  | { readonly do: 'fin' | 'rst' | 'stall' }
  | { readonly do: 'slow'; readonly milliseconds: number }
  | { readonly do: 'reply' | 'partial'; readonly line: string };

/** What the sink has seen of a session when it asks for a fault. */
interface SinkMoment {
  readonly point: SinkPoint;
  /** Counts sessions from 1. */
  readonly session: number;
  /** Counts transactions of the session from 1; 0 before the first MAIL. */
  readonly transaction: number;
  readonly from: string;
  readonly rcpt: string;
}

export type SinkScript = (moment: SinkMoment) => SinkFault | undefined;

/** Local parts that answer for themselves: `refuse-550`, `refuse-450-4.2.1`, `full`, `slow-200`. */
export const scriptByRecipient: SinkScript = ({ point, rcpt }) => {
  const local = rcpt.split('@')[0] ?? '';
  const refuse = /^refuse-(\d{3})(?:-(\d\.\d+\.\d+))?/.exec(local);
  if (point === 'rcpt' && refuse !== null)
    return { do: 'reply', line: [refuse[1], refuse[2], 'refused as asked'].filter(Boolean).join(' ') };
  const atDot = /^dot-(\d{3})(?:-(\d\.\d+\.\d+))?/.exec(local);
  if (point === 'dot' && atDot !== null)
    return { do: 'reply', line: [atDot[1], atDot[2], 'refused as asked'].filter(Boolean).join(' ') };
  const slow = /^slow-(\d+)/.exec(local);
  if (point === 'dot' && slow !== null) return { do: 'slow', milliseconds: Number(slow[1]) };
  return undefined;
};

/** Fires one fault at a point, `times` times. */
export function faultAt(point: SinkPoint, fault: SinkFault, times = 1): SinkScript {
  let left = times;
  return (moment) => (moment.point === point && left-- > 0 ? fault : undefined);
}

/** Fires a fault for a share of the moments at a point; the same seed chooses the same moments. */
export function faultShare(
  point: SinkPoint,
  fault: SinkFault,
  { share, seed }: { share: number; seed: number },
): SinkScript {
  let state = seed >>> 0;
  return (moment) => {
    if (moment.point !== point) return undefined;
    // Numerical Recipes' linear congruential generator.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 < share ? fault : undefined;
  };
}

/** The first script that has a fault decides. */
export const firstOf =
  (...scripts: readonly SinkScript[]): SinkScript =>
  (moment) => {
    for (const script of scripts) {
      const fault = script(moment);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
