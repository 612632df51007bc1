import { createDisposableDomains } from '../adapters/disposable-domains.js';
import { createEmailTemplates } from '../adapters/email-templates.js';
import { createFeedReader } from '../adapters/feed-reader.js';
import { createHttpClient } from '../adapters/http-client.js';
import { createHttpFetcher } from '../adapters/http-fetcher.js';
import { createHubClient } from '../adapters/hub-client.js';
import { createLinkProbe } from '../adapters/http-link-probe.js';
import { createPictureFetcher } from '../adapters/http-pictures.js';
import { createMjml } from '../adapters/mjml.js';
import { isPublicSite } from '../adapters/public-address.js';
import { createSharpPress } from '../adapters/sharp-press.js';
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
import { afterAnswer } from './after-answer.js';
import type { Foundation } from './foundation.js';
import { hookReaders } from './hook-readers.js';
import type { Role } from './relay-share.js';
import { openPictureFiles } from './picture-files.js';
import { openSending } from './sending.js';

const USER_AGENT = 'Pressrun/0.1';
/** Milliseconds for a look whether a page is still there: an issue waits for it. */
const LINK_TIMEOUT = 3_000;
/** Milliseconds for a picture of some MB from a slow server. */
const PICTURE_TIMEOUT = 30_000;

/** All rooms, each on its stores and on the rooms before it, and what the worker shares with them. */
export function openRooms(foundation: Foundation, bell: Bell, role: Role) {
  const { config, stores, baseUrl } = foundation;
  const sending = openSending(foundation, bell, role);
  const common = { ...foundation, ...sending, bell };
  const { newsletters, accounts, mailer, deliveries, press } = sending;
  const web = { allow: config.fetchAllow, userAgent: `${USER_AGENT} (+${baseUrl}; feed fetcher)` };
  const articles = openArticlesRoom({
    ...common,
    pictures: stores.pictures,
    pictureFetcher: createPictureFetcher({ client: createHttpClient({ ...web, timeout: PICTURE_TIMEOUT }) }),
    press: createSharpPress(),
    files: openPictureFiles(config),
    probe: createLinkProbe({ client: createHttpClient({ ...web, timeout: LINK_TIMEOUT }) }),
    sources: stores.sources,
    articles: stores.articles,
    feedReader: createFeedReader(),
    audit: async (entry) => accounts.audit(entry),
    fetcher: createHttpFetcher({ ...common, ...web }),
    hubs: stores.hubs,
    hubClient: createHubClient({ ...web, allow: [] }),
    hooksUrl: isPublicSite(baseUrl) ? `${baseUrl}/hooks/websub` : null,
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
    ...(role === 'web' ? { afterAnswer: afterAnswer(foundation) } : {}),
    addressPolicy: { ...config.signUp, isDisposable: createDisposableDomains() },
  });
  const delivery = openDeliveryRoom({ ...common, issues: stores.issues });
  const returned = {
    ...common,
    feedback: stores.feedback,
    holds: stores.domainHolds,
    subscribers,
    bounceDomain: config.bounceDomain,
  };
  const feedback = {
    ...openFeedbackRoom(returned),
    ...openHooks({ ...returned, hookStore: stores.hooks, readers: hookReaders(config) }),
    ...openNumbers({ ...common, numbers: stores.numbers }),
  };
  const rooms: Rooms = { newsletters, articles, subscribers, issues, delivery, feedback, accounts };
  return { rooms, mailer, deliveries, press, notices: sending.notices, renderer: createLetterRenderer(print) };
}
