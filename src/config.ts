import { resolve, join } from 'node:path';
import { isIP } from 'node:net';
import { checkInput } from './kernel/check-input.js';
import { parseMailbox } from './kernel/email-address.js';
import type { KeyRing } from './kernel/key-ring.js';
import type { FieldError } from './kernel/refusal.js';
import type { AddressPolicy } from './subscribers/address-policy.js';
import type { DomainRate } from './delivery/domain-pace.js';
import type { ImapSettings } from './adapters/imap-url.js';
import type { Relay } from './adapters/smtp/relay-url.js';
import { environmentSchema, EXAMPLES, knownVariables, type Environment } from './config-environment.js';
import { readDkim, type DkimConfig } from './config-dkim.js';
import { keepSecretKey, makeDataFolder, readLocalPorts } from './config-files.js';

/** Everything the environment decides, checked once at the start. Times in milliseconds, paths absolute. */
export interface Config {
  readonly web: {
    readonly host: string;
    readonly port: number;
    /** Without a trailing slash. */
    readonly baseUrl: string;
    readonly trustProxy: number | string | false;
  };
  readonly dataDir: string;
  readonly databaseFile: string;
  readonly redis: RedisConfig;
  /** Empty: mail goes to the built-in mailbox. */
  readonly relays: readonly Relay[];
  /** What recipient domains take from this installation. */
  readonly domainRates: readonly DomainRate[];
  /** Undefined when SMTP_URL is set. */
  readonly mailbox: MailboxConfig | undefined;
  /** Where bounces come in by SMTP; undefined when nothing listens. */
  readonly inbound: InboundConfig | undefined;
  /** Where bounces lie in a mailbox; undefined when none is read. */
  readonly imap: ImapSettings | undefined;
  /** What proves the webhooks of sending services. */
  readonly hooks: HooksConfig;
  readonly mailFrom: string | undefined;
  readonly replyTo: string | undefined;
  readonly postalAddress: string | undefined;
  readonly bounceDomain: string;
  /** Each makes a signature on every mail; empty: mails are not signed. */
  readonly dkim: readonly DkimConfig[];
  /** Sign every link, newest first. */
  readonly keys: KeyRing;
  /** False when SECRET_KEY gives them. */
  readonly keysAreOurs: boolean;
  readonly apiKey: string | undefined;
  readonly inDoubtWait: number;
  /** `host:port` pairs that may be fetched although private. */
  readonly fetchAllow: readonly string[];
  readonly senders: number;
  /** What becomes of addresses that are rarely a reader's own. */
  readonly signUp: Pick<AddressPolicy, 'disposable' | 'role'>;
  readonly logLevel: Environment['LOG_LEVEL'];
}

export type RedisConfig =
  { readonly kind: 'embedded'; readonly folder: string } | { readonly kind: 'url'; readonly url: string };

export interface InboundConfig {
  readonly host: string;
  readonly port: number;
  /** Whether INBOUND_PORT names it; else the supervisor chose it for the mailbox. */
  readonly given: boolean;
}

/** Each list is empty when the service was not set up; several values let a key be changed without a gap. */
export interface HooksConfig {
  readonly sesTopics: readonly string[];
  readonly sendgridKeys: readonly string[];
  readonly postmarkSecrets: readonly string[];
  readonly mailgunKeys: readonly string[];
  readonly mailjetSecrets: readonly string[];
  readonly sparkpostSecrets: readonly string[];
  readonly resendSecrets: readonly string[];
}

export interface MailboxConfig {
  readonly file: string;
  readonly smtpHost: string;
  /** Chosen by the supervisor at the first start; 0 before that. */
  readonly smtpPort: number;
}

export type LoadedConfig = { readonly config: Config } | { readonly faults: readonly FieldError[] };

/** Reads and checks the environment; makes the data folder and its secret key when they are missing. */
export function loadConfig(env: Readonly<Record<string, string | undefined>> = process.env): LoadedConfig {
  const checked = checkInput(environmentSchema, knownVariables(env), { code: 'config.invalid', examples: EXAMPLES });
  if (!checked.ok) return { faults: checked.refusal.errors ?? [] };
  const variables = checked.value;
  const faults: FieldError[] = [];
  const take = <T>(result: { value: T } | { fault: FieldError }): T | undefined => {
    if ('value' in result) return result.value;
    faults.push(result.fault);
    return undefined;
  };
  const dkim = readDkim(variables);
  if ('faults' in dkim) faults.push(...dkim.faults);
  const dataDir = take(makeDataFolder(resolve(variables.DATA_DIR)));
  const keys = variables.SECRET_KEY ?? (dataDir === undefined ? undefined : take(keepSecretKey(dataDir)));
  if ('faults' in dkim || faults.length > 0 || dataDir === undefined || keys === undefined) return { faults };
  return { config: freeze(assemble(variables, { dkim: dkim.keys, dataDir, keys })) };
}

/** One line per wrong variable: name, fault, right example. */
export const faultLine = ({ field, fault: text, example }: FieldError): string =>
  `${field} ${text}.${example === undefined ? '' : ` Right: ${field}=${example}`}`;

/** Where this program's own children find what the supervisor was given. */
export const inheritedEnvironment = (): Record<string, string | undefined> => ({ ...process.env });

interface Parts {
  readonly dkim: readonly DkimConfig[];
  readonly dataDir: string;
  readonly keys: KeyRing;
}

function assemble(variables: Environment, { dkim, dataDir, keys }: Parts): Config {
  const baseUrl = variables.BASE_URL ?? `http://${localName(variables.HOST)}:${variables.PORT}`;
  const relays = variables.SMTP_URL ?? [];
  const mailbox = relays.length > 0 ? undefined : mailboxIn(dataDir);
  return {
    web: { host: variables.HOST, port: variables.PORT, baseUrl, trustProxy: variables.TRUST_PROXY },
    dataDir,
    databaseFile: variables.DATABASE_URL ?? join(dataDir, 'pressrun.sqlite'),
    redis:
      variables.REDIS_URL === undefined
        ? { kind: 'embedded', folder: join(dataDir, 'redis') }
        : { kind: 'url', url: variables.REDIS_URL },
    relays,
    domainRates: variables.DOMAIN_RATES,
    mailbox,
    inbound: inboundOf(variables, dataDir, mailbox !== undefined),
    imap: variables.BOUNCE_IMAP_URL,
    hooks: {
      sesTopics: variables.HOOK_SES_TOPICS,
      sendgridKeys: variables.HOOK_SENDGRID_KEYS,
      postmarkSecrets: variables.HOOK_POSTMARK_SECRETS,
      mailgunKeys: variables.HOOK_MAILGUN_KEYS,
      mailjetSecrets: variables.HOOK_MAILJET_SECRETS,
      sparkpostSecrets: variables.HOOK_SPARKPOST_SECRETS,
      resendSecrets: variables.HOOK_RESEND_SECRETS,
    },
    mailFrom: variables.MAIL_FROM,
    replyTo: variables.REPLY_TO,
    postalAddress: variables.POSTAL_ADDRESS,
    bounceDomain: variables.BOUNCE_DOMAIN ?? ownDomain(variables.MAIL_FROM, baseUrl),
    dkim,
    keys,
    keysAreOurs: variables.SECRET_KEY === undefined,
    apiKey: variables.API_KEY,
    inDoubtWait: variables.IN_DOUBT_WAIT,
    fetchAllow: variables.FETCH_ALLOW,
    senders: variables.SENDERS,
    signUp: { disposable: variables.SIGN_UP_DISPOSABLE, role: variables.SIGN_UP_ROLE },
    logLevel: variables.LOG_LEVEL,
  };
}

const LOCAL = '127.0.0.1';

const mailboxIn = (dataDir: string): MailboxConfig => ({
  file: join(dataDir, 'mailbox.sqlite'),
  smtpHost: LOCAL,
  smtpPort: readLocalPorts(dataDir)?.mailbox ?? 0,
});

function inboundOf(variables: Environment, dataDir: string, withMailbox: boolean): Config['inbound'] {
  if (variables.INBOUND_PORT !== undefined)
    return { host: variables.INBOUND_HOST, port: variables.INBOUND_PORT, given: true };
  return withMailbox ? { host: LOCAL, port: readLocalPorts(dataDir)?.inbound ?? 0, given: false } : undefined;
}

/** What a browser on this machine calls an address we listen on. */
export const localName = (host: string): string =>
  host === '0.0.0.0' || host === '::' || host === LOCAL || host === '::1'
    ? 'localhost'
    : isIP(host) === 6
      ? `[${host}]`
      : host;

/** Bounces come back to the sender's domain, or to the site's; a machine without either has no outside. */
function ownDomain(mailFrom: string | undefined, baseUrl: string): string {
  const sender = mailFrom === undefined ? undefined : parseMailbox(mailFrom)?.address.split('@')[1];
  const { hostname } = new URL(baseUrl);
  return sender ?? (hostname.includes('.') && isIP(hostname) === 0 ? hostname : 'pressrun.localhost');
}

function freeze<T extends object>(tree: T): T {
  for (const branch of Object.values(tree)) if (typeof branch === 'object' && branch !== null) freeze(branch);
  return Object.freeze(tree);
}
