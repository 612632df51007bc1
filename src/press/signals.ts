import { EventEmitter, once } from 'node:events';

/** The wishes of a person at the keyboard or a service manager. */
export interface Signals {
  readonly first: Promise<undefined>;
  readonly second: Promise<undefined>;
  /** Gives the signals back to Node. */
  ignore(): void;
}

/** npm passes on the Ctrl-C that the terminal has delivered already: within this many milliseconds it is the same one. */
const SAME_WISH = 1_000;

export function listenForSignals(now: () => number = () => performance.now()): Signals {
  const wishes = new EventEmitter();
  const first = once(wishes, 'first').then(() => undefined);
  const second = once(wishes, 'second').then(() => undefined);
  let firstAt: number | undefined;
  const onSignal = () => {
    if (firstAt !== undefined && now() - firstAt < SAME_WISH) return;
    wishes.emit(firstAt === undefined ? 'first' : 'second');
    firstAt ??= now();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    first,
    second,
    ignore: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
