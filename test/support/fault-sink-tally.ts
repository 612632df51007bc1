import type { SinkFault, SinkPoint } from './fault-sink-script.js';
import type { SinkDot } from './fault-sink-talk.js';

/** A run of the sink in numbers. */
export interface SinkTally {
  readonly sessions: number;
  /** MAIL commands. */
  readonly transactions: number;
  /** Final dots seen. */
  readonly dots: number;
  readonly accepted: number;
  /** Addresses with an accepted message. */
  readonly recipients: number;
  /** Accepted messages beyond the first of an address. */
  readonly duplicated: number;
  /** Faults played, by `point:kind`. */
  readonly faults: Readonly<Record<string, number>>;
}

/** One number for each recipient: 50,000 of them cost some megabytes. */
export function createSinkTally() {
  const copies = new Map<string, number>();
  const faults: Record<string, number> = {};
  let transactions = 0;
  let dots = 0;
  let accepted = 0;
  return {
    mail: () => {
      transactions += 1;
    },
    dot: ({ rcpt, replied }: Pick<SinkDot, 'rcpt' | 'replied'>) => {
      dots += 1;
      if (replied?.startsWith('2') !== true) return;
      accepted += 1;
      copies.set(rcpt, (copies.get(rcpt) ?? 0) + 1);
    },
    fault: (point: SinkPoint, fault: SinkFault) => {
      const name = `${point}:${fault.do}`;
      faults[name] = (faults[name] ?? 0) + 1;
    },
    counts: () => ({
      transactions,
      dots,
      accepted,
      recipients: copies.size,
      duplicated: accepted - copies.size,
      faults: { ...faults },
    }),
  };
}
