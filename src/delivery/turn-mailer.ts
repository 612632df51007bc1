import { MINUTE } from '../kernel/clock.js';
import { judgeOutcome } from './judge-outcome.js';
import type { Mailer, RelayLine, SendOutcome } from './mailer.js';
import { createTurns, type Turn, type TurnsDeps } from './turns.js';

/** A test mail, for which somebody waits at a page, waits no longer for its turn. */
const LONGEST_WAIT = MINUTE;
const TOO_LATE: SendOutcome = { kind: 'not-begun', reason: 'Its turn at the rate of the relay would come too late' };

/** A mailer over several relays; what is sent over it goes before issues at their rates. */
export function createTurnMailer(relays: readonly RelayLine[], deps: TurnsDeps): Mailer {
  const mailers = relays.map(({ mailer }) => mailer);
  const turns = createTurns(relays, deps);
  const nextTurn = async (by: number): Promise<Turn | undefined> => {
    for (;;) {
      const taken = await turns.take({ wanted: 1, letter: true });
      if (taken.turns[0] !== undefined) return taken.turns[0];
      if (deps.ticks.now() + taken.askAgainIn > by) return undefined;
      await turns.rest(taken.askAgainIn);
    }
  };
  return {
    relays,
    get concurrency() {
      return mailers.reduce((sum, mailer) => sum + mailer.concurrency, 0);
    },
    check: async () => {
      const faults = await Promise.all(mailers.map(async (mailer) => mailer.check()));
      return faults.filter((fault) => fault !== undefined).join('; ') || undefined;
    },
    close: async () => {
      await Promise.all(mailers.map(async (mailer) => mailer.close()));
    },
    send: async (message, beforeBody, turnBy = deps.ticks.now() + LONGEST_WAIT) => {
      const turn = await nextTurn(turnBy);
      if (turn === undefined) return TOO_LATE;
      try {
        const sent = await turn.send(message, beforeBody, turnBy);
        const { relayTrouble, unasked } = judgeOutcome(sent, { attempt: 1, now: 0, deadline: 0 });
        if (relayTrouble !== undefined) turn.failed(relayTrouble);
        else if (unasked !== true) turn.succeeded();
        return sent;
      } finally {
        await turns.giveBack([turn]);
      }
    },
  };
}
