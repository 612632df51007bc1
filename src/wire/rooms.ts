import { createDeliveryStore } from '../../db/delivery-store.js';
import { createEditorNotices } from '../accounts/editor-notices.js';
import { openAccountsRoom } from '../accounts/open-room.js';
import { createMessageComposer } from '../adapters/compose-message.js';
import { createDkimSigner } from '../adapters/dkim.js';
import { createEmailTemplates } from '../adapters/email-templates.js';
import { createHttpFetcher } from '../adapters/http-fetcher.js';
import { createMjml } from '../adapters/mjml.js';
import { parseRelays, type Relay } from '../adapters/smtp/relay-url.js';
import { createRelaysMailer } from '../adapters/smtp/relays-mailer.js';
import { openArticlesRoom } from '../articles/open-room.js';
import { readLocalPorts } from '../config-files.js';
import type { Config } from '../config.js';
import { createAlarm } from '../delivery/alarm.js';
import { openDeliveryRoom } from '../delivery/open-room.js';
import { createLetterRenderer } from '../delivery/render-letter.js';
import { openFeedbackRoom } from '../feedback/open-feedback-room.js';
import { archiveUrl } from '../issues/compose-content.js';
import { openIssuesRoom } from '../issues/open-room.js';
import { createIssueRenderer } from '../issues/render-issue.js';
import type { Bell } from '../kernel/bell.js';
import { defaultNewsroom } from '../newsletters/default-newsroom.js';
import { openNewslettersRoom } from '../newsletters/open-room.js';
import type { Rooms } from '../rooms.js';
import { openSubscribersRoom } from '../subscribers/open-room.js';
import type { Foundation } from './foundation.js';
import { relayShare, type Role } from './relay-share.js';

const USER_AGENT = 'Pressrun/0.1';

/**
 * The rooms, each on its stores and on the rooms before it, and what the worker and the senders share with them. The role
 * of the process decides its share of the relays.
 */
export function openRooms(foundation: Foundation, bell: Bell, role: Role) {
  const { config, stores } = foundation;
  const common = { ...foundation, bell };
  const { issues: issueStore, letters, suppressions } = stores;
  const newsletters = openNewslettersRoom({
    ...common,
    store: stores.newsletters,
    defaultNewsroom: defaultNewsroom({ ...config, baseUrl: foundation.baseUrl }),
  });
  const accounts = openAccountsRoom({ ...common, accounts: stores.accounts, letters, configuredApiKey: config.apiKey });
  const notices = createEditorNotices({ ...common, people: async () => accounts.people(), letters });
  const articles = openArticlesRoom({
    ...common,
    sources: stores.sources,
    articles: stores.articles,
    newsletters,
    fetcher: createHttpFetcher({
      ...common,
      allow: config.fetchAllow,
      userAgent: `${USER_AGENT} (+${foundation.baseUrl})`,
    }),
  });
  const print = { mjml: createMjml(), templates: createEmailTemplates() };
  const issues = openIssuesRoom({
    ...common,
    issues: issueStore,
    newsletters,
    articles,
    notices,
    renderer: createIssueRenderer(print),
  });
  const latestIssue = async (newsletterId: string) => {
    const newsletter = await newsletters.find(newsletterId);
    const [latest] = await issues.list({ newsletterId, states: ['done', 'sending'], limit: 1 });
    if (newsletter === undefined || latest === undefined) return undefined;
    return { subject: latest.subject, url: archiveUrl(foundation.baseUrl, newsletter, latest.slug) };
  };
  const subscribers = openSubscribersRoom({
    ...common,
    subscribers: stores.subscribers,
    suppressions,
    newsletters,
    letters,
    latestIssue,
  });
  const mailer = createRelaysMailer(relaysOf(config, role), {
    ...foundation,
    limits: { pace: stores.pace, clock: foundation.clock },
  });
  const alarm = createAlarm({ ...common, notices });
  const deliveries = createDeliveryStore({ db: foundation.db, onPaused: alarm });
  const press = {
    ...common,
    composer: createMessageComposer(),
    signer: config.dkim.length === 0 ? null : createDkimSigner(config.dkim),
    links: (subscriberId: string, newsletterId: string) => subscribers.links(subscriberId, newsletterId),
    bounceDomain: config.bounceDomain,
  };
  const delivery = openDeliveryRoom({ ...common, deliveries, issues: issueStore, newsletters, press, mailer });
  const feedback = openFeedbackRoom({
    ...common,
    feedback: stores.feedback,
    subscribers,
    bounceDomain: config.bounceDomain,
  });
  const rooms: Rooms = { newsletters, articles, subscribers, issues, delivery, feedback, accounts };
  return { rooms, mailer, deliveries, press, alarm, notices, renderer: createLetterRenderer(print) };
}

/** Without SMTP_URL the built-in mailbox takes all mail. */
function relaysOf(config: Config, role: Role): readonly Relay[] {
  if (config.mailbox === undefined) return config.relays.map((relay) => relayShare(relay, role, config.senders));
  const port = readLocalPorts(config.dataDir)?.mailbox ?? config.mailbox.smtpPort;
  const mailbox = parseRelays(`smtp://${config.mailbox.smtpHost}:${port || 1}?connections=10&tls=none`);
  return 'relays' in mailbox ? mailbox.relays : [];
}
