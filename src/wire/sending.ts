import { createDeliveryStore } from '../../db/delivery-store.js';
import { createEditorNotices } from '../accounts/editor-notices.js';
import { openAccountsRoom } from '../accounts/open-room.js';
import { createMessageComposer } from '../adapters/compose-message.js';
import { createDkimSigner } from '../adapters/dkim.js';
import { parseRelays, type Relay } from '../adapters/smtp/relay-url.js';
import { createRelaysMailer } from '../adapters/smtp/relays-mailer.js';
import { readLocalPorts } from '../config-files.js';
import type { Config } from '../config.js';
import { tokenFieldsFor } from '../delivery/token-fields.js';
import { createAlarm } from '../delivery/alarm.js';
import type { Bell } from '../kernel/bell.js';
import { defaultNewsroom } from '../newsletters/default-newsroom.js';
import { openNewslettersRoom } from '../newsletters/open-room.js';
import { createLinks } from '../subscribers/links.js';
import type { Foundation } from './foundation.js';
import { relayShare, type Role } from './relay-share.js';

/**
 * What a process needs to send, and every process sends something: the senders issues, the worker letters, web and command
 * line test mails. Its role decides its share of the relays.
 */
export function openSending(foundation: Foundation, bell: Bell, role: Role) {
  const { config, stores, clock, db, baseUrl } = foundation;
  const common = { ...foundation, bell };
  const newsletters = openNewslettersRoom({
    ...common,
    store: stores.newsletters,
    defaultNewsroom: defaultNewsroom({ ...config, baseUrl }),
  });
  const { accounts: people, letters } = stores;
  const accounts = openAccountsRoom({ ...common, accounts: people, letters, configuredApiKey: config.apiKey });
  const notices = createEditorNotices({ ...common, people: async () => accounts.people(), letters });
  const mailer = createRelaysMailer(relaysOf(config, role), { ...foundation, limits: { pace: stores.pace, clock } });
  const alarm = createAlarm({ ...common, notices });
  const deliveries = createDeliveryStore({ db, onPaused: alarm });
  const press = {
    ...common,
    composer: createMessageComposer(),
    signer: config.dkim.length === 0 ? null : createDkimSigner(config.dkim),
    links: createLinks(foundation),
    bounceDomain: config.bounceDomain,
    tokenFields: tokenFieldsOf(config.hooks),
  };
  return { newsletters, accounts, notices, mailer, alarm, deliveries, press };
}

/** A service is only told of our token when it can tell us something in return. */
const tokenFieldsOf = (hooks: Config['hooks']) =>
  tokenFieldsFor([
    ...(hooks.sendgridKeys.length > 0 ? (['sendgrid'] as const) : []),
    ...(hooks.postmarkSecrets.length > 0 ? (['postmark'] as const) : []),
    ...(hooks.mailgunKeys.length > 0 ? (['mailgun'] as const) : []),
    ...(hooks.mailjetSecrets.length > 0 ? (['mailjet'] as const) : []),
    ...(hooks.sparkpostSecrets.length > 0 ? (['sparkpost'] as const) : []),
  ]);

/** Without SMTP_URL the built-in mailbox takes all mail. */
function relaysOf(config: Config, role: Role): readonly Relay[] {
  if (config.mailbox === undefined) return config.relays.map((relay) => relayShare(relay, role, config.senders));
  const port = readLocalPorts(config.dataDir)?.mailbox ?? config.mailbox.smtpPort;
  const mailbox = parseRelays(`smtp://${config.mailbox.smtpHost}:${port || 1}?connections=10&tls=none`);
  return 'relays' in mailbox ? mailbox.relays : [];
}
