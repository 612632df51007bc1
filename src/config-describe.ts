import { describeImap } from './adapters/imap-url.js';
import type { OAuth2 } from './adapters/smtp/relay-login.js';
import { describeProxy } from './adapters/smtp/relay-proxy.js';
import type { Relay } from './adapters/smtp/relay-url.js';
import type { Config } from './config.js';

/** One variable as it is in force. */
export interface Setting {
  readonly name: string;
  readonly value: string;
}

/** What the configuration came to, for people: no password, key or token. */
export function describeConfig(config: Config): readonly Setting[] {
  const { web, redis, inbound, dkim, mailbox } = config;
  const settings: Readonly<Record<string, string | number | false>> = {
    PORT: web.port,
    HOST: web.host,
    BASE_URL: web.baseUrl,
    DATA_DIR: config.dataDir,
    DATABASE_URL: config.databaseFile,
    REDIS_URL: redis.kind === 'url' ? withoutPassword(redis.url) : `(private, in ${redis.folder})`,
    SMTP_URL: mailbox === undefined ? config.relays.map(describeRelay).join(', ') : '(built-in mailbox)',
    DOMAIN_RATES: describeRates(config.domainRates),
    SENDERS: config.senders,
    MAIL_FROM: config.mailFrom ?? '(as set at the desk)',
    REPLY_TO: config.replyTo ?? '(as set at the desk)',
    POSTAL_ADDRESS: config.postalAddress ?? '(as set at the desk)',
    BOUNCE_DOMAIN: config.bounceDomain,
    INBOUND_PORT: inbound === undefined ? '(off)' : `${inbound.host}:${inbound.port || '(chosen at the start)'}`,
    BOUNCE_IMAP_URL: config.imap === undefined ? '(off)' : describeImap(config.imap),
    ...describeHooks(config.hooks),
    ...describeDkim(dkim),
    SECRET_KEY: '(set)',
    API_KEY: config.apiKey === undefined ? '(none)' : '(set)',
    IN_DOUBT_WAIT: `${config.inDoubtWait / 1000}s`,
    FETCH_ALLOW: config.fetchAllow.join(',') || '(nothing private)',
    TRUST_PROXY: String(web.trustProxy),
    SIGN_UP_DISPOSABLE: config.signUp.disposable,
    SIGN_UP_ROLE: config.signUp.role,
    LOG_LEVEL: config.logLevel,
  };
  return Object.entries(settings).map(([name, value]) => ({ name, value: String(value) }));
}

/** A topic is no secret; of everything else only how many there are. */
const describeHooks = (hooks: Config['hooks']) => ({
  HOOK_SES_TOPICS: hooks.sesTopics.join(', ') || '(off)',
  HOOK_SENDGRID_KEYS: setOrOff(hooks.sendgridKeys),
  HOOK_POSTMARK_SECRETS: setOrOff(hooks.postmarkSecrets),
  HOOK_MAILGUN_KEYS: setOrOff(hooks.mailgunKeys),
  HOOK_MAILJET_SECRETS: setOrOff(hooks.mailjetSecrets),
  HOOK_SPARKPOST_SECRETS: setOrOff(hooks.sparkpostSecrets),
  HOOK_RESEND_SECRETS: setOrOff(hooks.resendSecrets),
});

const setOrOff = ({ length }: readonly string[]): string => (length === 0 ? '(off)' : `(${length} set)`);

const describeDkim = ([first, second]: Config['dkim']) => ({
  DKIM_DOMAIN: first?.domain ?? '(mails are not signed)',
  DKIM_SELECTOR: first?.selector ?? '-',
  DKIM_DOMAIN_2: second?.domain ?? '(no second signature)',
  DKIM_SELECTOR_2: second?.selector ?? '-',
});

const describeRates = (rates: Config['domainRates']): string =>
  rates.map(({ domains, perSecond }) => `${domains.join('+')}=${perSecond}`).join(', ') ||
  '(as fast as the mail server takes it)';

function describeRelay({ host, port, tls, login, proxy, chunking, connections, rate, hourly, weight }: Relay): string {
  const user = login === null ? '' : `${encodeURIComponent(login.user)}${'pass' in login ? ':***' : ''}@`;
  const limits = [
    `connections=${connections}`,
    ...(rate === null ? [] : [`rate=${rate}`]),
    ...(hourly === null ? [] : [`hourly=${hourly}`]),
    `weight=${weight}`,
    `tls=${tls}`,
    ...(chunking ? [] : ['chunking=off']),
    ...(proxy === null ? [] : [`proxy=${describeProxy(proxy)}`]),
    ...(login === null || 'pass' in login ? [] : [describeOAuth2(login.oauth2)]),
  ];
  return `smtp://${user}${host}:${port}?${limits.join('&')}`;
}

const describeOAuth2 = ({ clientId, tokenUrl }: OAuth2): string =>
  `auth=oauth2&clientId=${clientId}&clientSecret=***&refreshToken=***&tokenUrl=${tokenUrl}`;

function withoutPassword(text: string): string {
  const url = new URL(text);
  if (url.password !== '') url.password = '***';
  return url.href;
}
