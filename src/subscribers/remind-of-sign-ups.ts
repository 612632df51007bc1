import { DAY } from '../kernel/clock.js';
import type { NewId } from '../kernel/ids.js';
import type { NewLetter } from '../kernel/letter.js';
import type { SubscribersDeps } from './deps.js';
import type { SubscribersRoom } from './room.js';
import type { OpenSignUp } from './sign-up-store.js';

/** A reminder that could not be written in time is left out: nobody should wonder at a mail about last week. */
const LATEST = DAY;
/** The first letter must have been with the reader this long. */
const TIME_TO_READ = DAY / 2;
/** In one transaction. */
const AT_ONCE = 200;

/** One reminder for each sign-up at the most, where the newsroom wants it. */
export function createRemindOfSignUps(deps: SubscribersDeps): SubscribersRoom['remindOfSignUps'] {
  const { subscribers, newsletters, bell, clock, newId, logger } = deps;
  return async () => {
    const { remindAfterDays } = await newsletters.newsroom();
    if (remindAfterDays === null) return;
    const at = clock.now();
    const until = at - remindAfterDays * DAY;
    const due = { after: until - LATEST, until, acceptedUntil: at - TIME_TO_READ, at, most: AT_ONCE };
    const letterIds = await subscribers.writeReminders(due, (open) => reminderLetter(newId, open, at));
    if (letterIds.length === 0) return;
    bell.ring(letterIds.map((letterId) => ({ name: 'send-letter', letterId })));
    logger.info('subscriber.reminded', { letters: letterIds.length });
  };
}

/** The link of the first letter again; as there, nothing of what was typed but the address the letter goes to. */
const reminderLetter = (newId: NewId, open: OpenSignUp, at: number): NewLetter => ({
  id: newId(),
  kind: 'reminder',
  dedupeKey: `reminder:${open.confirmationId}`,
  recipient: open.email,
  payload: {
    confirmationId: open.confirmationId,
    newsletterIds: open.newsletterIds,
    validDays: Math.floor((open.expiresAt - at) / DAY),
    ...(open.language === null ? {} : { language: open.language }),
  },
});
