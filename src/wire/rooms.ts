import { createEmailTemplates } from '../adapters/email-templates.js';
import { createHttpFetcher } from '../adapters/http-fetcher.js';
import { createMjml } from '../adapters/mjml.js';
import { openArticlesRoom } from '../articles/open-room.js';
import { openDeliveryRoom } from '../delivery/open-room.js';
import { createLetterRenderer } from '../delivery/render-letter.js';
import { openFeedbackRoom } from '../feedback/open-feedback-room.js';
import { openHooks } from '../feedback/hooks/open-hooks.js';
import { openNumbers } from '../feedback/numbers/open-numbers.js';
import { archiveUrl } from '../issues/compose-content.js';
import { openIssuesRoom } from '../issues/open-room.js';
import { createIssueRenderer } from '../issues/render-issue.js';
import type { Bell } from '../kernel/bell.js';
import type { Rooms } from '../rooms.js';
import { openSubscribersRoom } from '../subscribers/open-room.js';
import type { Foundation } from './foundation.js';
import { hookReaders } from './hook-readers.js';
import type { Role } from './relay-share.js';
import { openSending } from './sending.js';

const USER_AGENT = 'Pressrun/0.1';

/** All rooms, each on its stores and on the rooms before it, and what the worker shares with them. */
export function openRooms(foundation: Foundation, bell: Bell, role: Role) {
  const { config, stores, baseUrl } = foundation;
  const sending = openSending(foundation, bell, role);
  const common = { ...foundation, ...sending, bell };
  const { newsletters, accounts, mailer, deliveries, press } = sending;
  const articles = openArticlesRoom({
    ...common,
    sources: stores.sources,
    articles: stores.articles,
    fetcher: createHttpFetcher({ ...common, allow: config.fetchAllow, userAgent: `${USER_AGENT} (+${baseUrl})` }),
  });
  const print = { mjml: createMjml(), templates: createEmailTemplates() };
  const issues = openIssuesRoom({
    ...common,
    issues: stores.issues,
    articles,
    renderer: createIssueRenderer(print),
  });
  const latestIssue = async (newsletterId: string) => {
    const newsletter = await newsletters.find(newsletterId);
    const [latest] = await issues.list({ newsletterId, states: ['done', 'sending'], limit: 1 });
    if (newsletter === undefined || latest === undefined) return undefined;
    return { subject: latest.subject, url: archiveUrl(baseUrl, newsletter, latest.slug) };
  };
  const subscribers = openSubscribersRoom({
    ...common,
    subscribers: stores.subscribers,
    suppressions: stores.suppressions,
    letters: stores.letters,
    latestIssue,
  });
  const delivery = openDeliveryRoom({ ...common, issues: stores.issues });
  const returned = { ...common, feedback: stores.feedback, subscribers, bounceDomain: config.bounceDomain };
  const feedback = {
    ...openFeedbackRoom(returned),
    ...openHooks({ ...returned, hookStore: stores.hooks, readers: hookReaders(config) }),
    ...openNumbers({ ...common, numbers: stores.numbers }),
  };
  const rooms: Rooms = { newsletters, articles, subscribers, issues, delivery, feedback, accounts };
  return { rooms, mailer, deliveries, press, notices: sending.notices, renderer: createLetterRenderer(print) };
}
