import type { Judged } from './judge-outcome.js';

/** Refusals in a row, none of them about a reader, after which an issue is paused. */
const STREAK = 20;

/** Watches for a relay that refuses everything: the reason to pause in words, once. */
export function createRefusalStreak(): (judged: Judged) => string | undefined {
  let streak = 0;
  return ({ outcome, scope }) => {
    if (outcome.state === 'accepted') streak = 0;
    if (scope !== undefined && scope !== 'recipient') streak += 1;
    if (streak !== STREAK) return undefined;
    return (
      `${STREAK} messages in a row were refused, and not because of the readers. Look at the answer, then resume. ` +
      `The answer was: ${outcome.reply}`
    );
  };
}
