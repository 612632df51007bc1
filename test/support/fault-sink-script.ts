/** Where in a session the sink may do something else than answer. */
export const SINK_POINTS = [
  'connect',
  'greeting',
  'ehlo',
  'starttls',
  'handshake',
  'auth',
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
 * `slow`: answer after `milliseconds`. `hold`: answer once `until` resolves. `trickle`: answer a byte each `milliseconds`.
 * `reply`: answer this line. `partial`: answer without a line end and cut, with
 * FIN unless told.
 */
export type SinkFault =
  | { readonly do: 'fin' | 'rst' | 'stall' }
  | { readonly do: 'slow' | 'trickle'; readonly milliseconds: number }
  | { readonly do: 'hold'; readonly until: Promise<unknown> }
  | { readonly do: 'reply'; readonly line: string }
  | { readonly do: 'partial'; readonly line: string; readonly cut?: 'fin' | 'rst' };

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

/** Local parts that answer for themselves: `refuse-550`, `refuse-450-4.2.1`, `dot-554-5.7.1`, `slow-200`. */
export const scriptByRecipient: SinkScript = ({ point, rcpt }) => {
  if (point === 'rcpt' && rcpt.startsWith('refuse-')) return replyNamed(rcpt, /^refuse-(\d{3})(?:-(\d\.\d+\.\d+))?/);
  if (point !== 'dot') return undefined;
  if (rcpt.startsWith('dot-')) return replyNamed(rcpt, /^dot-(\d{3})(?:-(\d\.\d+\.\d+))?/);
  const slow = rcpt.startsWith('slow-') ? /^slow-(\d+)/.exec(rcpt) : null;
  return slow === null ? undefined : { do: 'slow', milliseconds: Number(slow[1]) };
};

function replyNamed(rcpt: string, pattern: RegExp): SinkFault | undefined {
  const [, code, enhanced] = pattern.exec(rcpt) ?? [];
  if (code === undefined) return undefined;
  return { do: 'reply', line: [code, enhanced, 'refused as asked'].filter(Boolean).join(' ') };
}

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

/** Puts each recipient off once, as greylisting servers do; `after` milliseconds later it is taken. */
export function greylist(after: number, ticks: () => number = () => performance.now()): SinkScript {
  const firstSeen = new Map<string, number>();
  return ({ point, rcpt }) => {
    if (point !== 'rcpt') return undefined;
    const since = firstSeen.get(rcpt);
    if (since === undefined) firstSeen.set(rcpt, ticks());
    const tooSoon = since === undefined || ticks() - since < after;
    return tooSoon ? { do: 'reply', line: '450 4.7.1 Greylisted, try again later' } : undefined;
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
