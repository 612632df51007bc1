import { z } from 'zod';
import { availableParallelism } from 'node:os';
import { parseImapUrl, type ImapSettings } from './adapters/imap-url.js';
import { parseRelays, type Relay } from './adapters/smtp/relay-url.js';
import { MINUTE } from './kernel/clock.js';
import * as hook from './config-hooks.js';
import * as value from './config-values.js';
import { parseKeyRing } from './kernel/key-ring.js';

const { read } = value;
const port = read(value.wholeNumber(1, 65_535), 'is not a port number from 1 to 65535');

const relays = z.string().transform((text, context): readonly Relay[] => {
  const parsed = parseRelays(text);
  if ('relays' in parsed) return parsed.relays;
  for (const { fault } of parsed.faults) context.addIssue({ code: 'custom', message: fault });
  return z.NEVER;
});

const imapMailbox = z.string().transform((text, context): ImapSettings => {
  const parsed = parseImapUrl(text);
  if (!('fault' in parsed)) return parsed;
  context.addIssue({ code: 'custom', message: parsed.fault });
  return z.NEVER;
});

/** One core stays with web, worker, Redis and the mail server; more than four processes need a reason. */
const defaultSenders = () => Math.max(1, Math.min(4, availableParallelism() - 1));

/** Every variable of the environment that Pressrun reads. */
export const environmentSchema = z.object({
  PORT: port.prefault('3000'),
  HOST: read(value.host, 'is neither an IP address nor a host name').prefault('127.0.0.1'),
  BASE_URL: read(value.webAddress, 'is not an http or https address without query and password').optional(),
  DATA_DIR: z.string().prefault('./data'),
  DATABASE_URL: read(
    value.databaseFile,
    'is not the path of a SQLite file (database servers are not supported)',
  ).optional(),
  REDIS_URL: read(value.redisAddress, 'is not a redis:// or rediss:// address').optional(),
  SMTP_URL: relays.optional(),
  DOMAIN_RATES: read(
    value.domainRates,
    "is not a list of domain=messages a second, each domain once (a provider's domains together: a+b=20)",
  ).prefault(''),
  SENDERS: read(value.wholeNumber(1, 64), 'is not a number of processes from 1 to 64').prefault(() =>
    String(defaultSenders()),
  ),
  MAIL_FROM: read(value.mailbox, 'is not a sender with an email address').optional(),
  REPLY_TO: read(value.mailbox, 'is not an email address').optional(),
  POSTAL_ADDRESS: read(value.textLine(200), 'is longer than 200 characters or has line breaks').optional(),
  BOUNCE_DOMAIN: read(value.domain, 'is not a domain name').optional(),
  INBOUND_PORT: port.optional(),
  INBOUND_HOST: read(value.host, 'is neither an IP address nor a host name').prefault('0.0.0.0'),
  BOUNCE_IMAP_URL: imapMailbox.optional(),
  HOOK_SES_TOPICS: read(hook.topics, 'is not a list of SNS topic ARNs').prefault(''),
  HOOK_SENDGRID_KEYS: read(hook.publicKeys, 'is not a list of verification keys (base64, P-256)').prefault(''),
  HOOK_POSTMARK_SECRETS: read(hook.logins, hook.NOT_LOGINS).prefault(''),
  HOOK_MAILGUN_KEYS: read(hook.keys, 'is not a list of signing keys of at least 20 characters').prefault(''),
  HOOK_MAILJET_SECRETS: read(hook.logins, hook.NOT_LOGINS).prefault(''),
  HOOK_SPARKPOST_SECRETS: read(
    hook.loginsOrTokens,
    'is not a list of user:password pairs or bearer tokens of at least 20 characters',
  ).prefault(''),
  HOOK_RESEND_SECRETS: read(hook.svixSecrets, 'is not a list of signing secrets (whsec_ and base64)').prefault(''),
  DKIM_DOMAIN: read(value.domain, 'is not a domain name').optional(),
  DKIM_SELECTOR: read(value.selector, 'is not a DKIM selector').optional(),
  DKIM_KEY_FILE: z.string().optional(),
  DKIM_DOMAIN_2: read(value.domain, 'is not a domain name').optional(),
  DKIM_SELECTOR_2: read(value.selector, 'is not a DKIM selector').optional(),
  DKIM_KEY_FILE_2: z.string().optional(),
  SECRET_KEY: read(parseKeyRing, 'is, or has a key that is, shorter than 32 characters').optional(),
  API_KEY: read(value.secret(20), 'is shorter than 20 characters or has blanks').optional(),
  IN_DOUBT_WAIT: read(value.duration, 'is not a time span')
    .prefault('15m')
    .pipe(z.int().max(7 * 24 * 60 * MINUTE, 'is longer than a week')),
  FETCH_ALLOW: read(value.hostPorts, 'is not a list of host:port pairs').prefault(''),
  TRUST_PROXY: read(
    value.trustProxy,
    'is neither a number of proxies nor a list of their addresses (true would let clients choose their address)',
  ).prefault('false'),
  SIGN_UP_DISPOSABLE: z.enum(['refuse', 'accept'], 'is neither refuse nor accept').prefault('refuse'),
  SIGN_UP_ROLE: z.enum(['refuse', 'accept'], 'is neither refuse nor accept').prefault('accept'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error'], 'is not one of debug, info, warn, error').prefault('info'),
});

export type Environment = z.infer<typeof environmentSchema>;
export type VariableName = keyof Environment;

/** A right value for each variable, shown to whoever gave a wrong one. */
export const EXAMPLES: Readonly<Record<VariableName, string>> = {
  PORT: '3000',
  HOST: '127.0.0.1',
  BASE_URL: 'https://news.example.org',
  DATA_DIR: './data',
  DATABASE_URL: './data/pressrun.sqlite',
  REDIS_URL: 'redis://127.0.0.1:6379',
  SMTP_URL: 'smtp://user:password@mail.example.org:587?connections=20&rate=500',
  DOMAIN_RATES: 'gmail.com=50,outlook.com+hotmail.com=20',
  SENDERS: '2',
  MAIL_FROM: 'The Courier <news@example.org>',
  REPLY_TO: 'desk@example.org',
  POSTAL_ADDRESS: 'The Courier, 1 Main Street, 12345 Town',
  BOUNCE_DOMAIN: 'bounces.example.org',
  INBOUND_PORT: '25',
  INBOUND_HOST: '0.0.0.0',
  BOUNCE_IMAP_URL: 'imaps://bounces%40example.org:password@mail.example.org/INBOX',
  HOOK_SES_TOPICS: 'arn:aws:sns:eu-west-1:123456789012:pressrun',
  HOOK_SENDGRID_KEYS: 'the verification key that SendGrid shows (it begins with MFkw)',
  HOOK_POSTMARK_SECRETS: 'pressrun:PASSWORD, the password from: openssl rand -hex 24',
  HOOK_MAILGUN_KEYS: 'the HTTP webhook signing key that Mailgun shows',
  HOOK_MAILJET_SECRETS: 'pressrun:PASSWORD, the password from: openssl rand -hex 24',
  HOOK_SPARKPOST_SECRETS: 'pressrun:PASSWORD, the password from: openssl rand -hex 24',
  HOOK_RESEND_SECRETS: 'the signing secret that Resend shows (it begins with whsec_)',
  DKIM_DOMAIN: 'example.org',
  DKIM_SELECTOR: 'news2026',
  DKIM_KEY_FILE: './data/dkim.pem',
  DKIM_DOMAIN_2: 'example.net',
  DKIM_SELECTOR_2: 'news2026-ed',
  DKIM_KEY_FILE_2: './data/dkim-ed25519.pem',
  SECRET_KEY: 'the output of: openssl rand -hex 32',
  API_KEY: 'the output of: openssl rand -hex 24',
  IN_DOUBT_WAIT: '15m',
  FETCH_ALLOW: 'localhost:8080,10.0.0.5:443',
  TRUST_PROXY: '1',
  SIGN_UP_DISPOSABLE: 'refuse',
  SIGN_UP_ROLE: 'accept',
  LOG_LEVEL: 'info',
};

/** The variables Pressrun knows, trimmed; an empty one counts as unset, as container files write it. */
export function knownVariables(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.keys(environmentSchema.shape).map((name) => [name, env[name]?.trim() ?? ''] as const);
  return Object.fromEntries(entries.filter(([, text]) => text !== ''));
}
