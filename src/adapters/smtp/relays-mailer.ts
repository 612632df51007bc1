import { BACK_OFF } from '../../delivery/circuit.js';
import type { Mailer, RelayLine } from '../../delivery/mailer.js';
import { createTurnMailer } from '../../delivery/turn-mailer.js';
import type { Limits } from '../../delivery/turns.js';
import { realTicks } from '../../kernel/ticks.js';
import type { Relay } from './relay-url.js';
import { createSmtpMailer, type SmtpMailerDeps } from './smtp-mailer.js';

export interface RelaysMailerDeps extends SmtpMailerDeps {
  /** Needed where a relay has a limit. */
  readonly limits?: Limits;
}

/** A mailer over all relays. Its own `send` is for letters and tests; issues choose among `relays` by turns. */
export function createRelaysMailer(relays: readonly Relay[], deps: RelaysMailerDeps): Mailer {
  const names = relays.map(({ host, port }) => `${host}:${port}`);
  const lines = relays.map((relay, i): RelayLine => {
    const name = nameOf(names, i);
    return {
      name,
      weight: relay.weight,
      limit: { key: `relay:${name}`, perSecond: relay.rate, perHour: relay.hourly },
      mailer: createSmtpMailer({ ...relay, rate: null }, deps),
    };
  });
  return createTurnMailer(lines, {
    logger: deps.logger,
    limits: deps.limits,
    ticks: deps.ticks ?? realTicks,
    backOff: BACK_OFF,
  });
}

/** Two logins at one host are two relays. */
function nameOf(names: readonly string[], index: number): string {
  const name = names[index] ?? '';
  const before = names.slice(0, index).filter((other) => other === name).length;
  return before === 0 ? name : `${name}#${before + 1}`;
}
