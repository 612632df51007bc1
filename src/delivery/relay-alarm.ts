import { HOUR, type Clock } from '../kernel/clock.js';
import type { EditorNotices } from '../kernel/editor-notices.js';

/** Tells the editors that one of several relays was taken out, and why. */
export type RelayAlarm = (relay: string, reason: string) => Promise<void>;

/** Each sender process finds out by itself; within this time it is the same news. */
const SAME_NEWS = 6 * HOUR;

export function createRelayAlarm({ notices, clock }: { notices: EditorNotices; clock: Clock }): RelayAlarm {
  return async (relay, reason) =>
    notices.tell({
      key: `relay-out:${relay}:${Math.floor(clock.now() / SAME_NEWS)}`,
      heading: `The mail server ${relay} was taken out`,
      paragraphs: [
        reason,
        'The other mail servers send its share meanwhile, and nobody is lost. It is tried again every ten minutes with ' +
          'one message, so nothing has to be resumed.',
      ],
    });
}
