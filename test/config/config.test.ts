import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newDkimKey } from '../../src/adapters/dkim/new-key.js';
import { describeConfig } from '../../src/config-describe.js';
import { keepLocalPorts } from '../../src/config-files.js';
import { faultLine, loadConfig, type Config } from '../../src/config.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pressrun-config-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const load = (env: Record<string, string> = {}) => loadConfig({ DATA_DIR: join(folder, 'data'), ...env });

function good(env: Record<string, string> = {}): Config {
  const loaded = load(env);
  if ('faults' in loaded) throw new Error(loaded.faults.map(faultLine).join('\n'));
  return loaded.config;
}

function faultsOf(env: Record<string, string>): readonly string[] {
  const loaded = load(env);
  return 'faults' in loaded ? loaded.faults.map(faultLine) : [];
}

describe('configuration', () => {
  test('works without a single variable but the data folder', () => {
    const config = good();
    expect(config.web).toEqual({ host: '127.0.0.1', port: 3000, baseUrl: 'http://localhost:3000', trustProxy: false });
    expect(config.databaseFile).toBe(join(folder, 'data', 'pressrun.sqlite'));
    expect(config.redis).toEqual({ kind: 'embedded', folder: join(folder, 'data', 'redis') });
    expect(config.mailbox?.smtpPort).toBe(0);
    expect(config.inDoubtWait).toBe(15 * 60_000);
    expect(config.bounceDomain).toBe('pressrun.localhost');
    expect(config.senders).toBeGreaterThanOrEqual(1);
  });

  test('makes the secret key once, for this user only', () => {
    const first = good().keys;
    const file = join(folder, 'data', 'secret.key');
    expect(first.signing[0]).toHaveLength(64);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(good().keys).toEqual(first);
    expect(readFileSync(file, 'utf8').trim()).toBe(first.signing[0]);
  });

  test('is frozen to the last leaf', () => {
    const config = good({ FETCH_ALLOW: 'localhost:8080' });
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.web)).toBe(true);
    expect(Object.isFrozen(config.fetchAllow)).toBe(true);
  });

  test('takes rates of recipient domains, and a provider’s domains together', () => {
    const { domainRates } = good({ DOMAIN_RATES: 'Gmail.com=50, outlook.com + hotmail.com=0.5' });
    expect(domainRates).toEqual([
      { domains: ['gmail.com'], perSecond: 50 },
      { domains: ['outlook.com', 'hotmail.com'], perSecond: 0.5 },
    ]);
    expect(good().domainRates).toEqual([]);
  });

  test('counts an empty variable as unset', () => {
    const config = good({ SMTP_URL: '', REDIS_URL: ' ', PORT: '' });
    expect(config.mailbox).toBeDefined();
    expect(config.redis.kind).toBe('embedded');
    expect(config.web.port).toBe(3000);
  });

  test('without SMTP_URL, the mailbox and its bounces use the ports of the last start', () => {
    good();
    keepLocalPorts(join(folder, 'data'), { mailbox: 40_001, inbound: 40_002 });
    const config = good();
    expect(config.mailbox?.smtpPort).toBe(40_001);
    expect(config.inbound).toEqual({ host: '127.0.0.1', port: 40_002, given: false });
  });

  test('with SMTP_URL there is no mailbox, and bounces come in only where INBOUND_PORT says', () => {
    const config = good({ SMTP_URL: 'smtp://u:p@mail.example.org:587?connections=7' });
    expect(config.mailbox).toBeUndefined();
    expect(config.inbound).toBeUndefined();
    expect(config.relays).toHaveLength(1);
    expect(good({ SMTP_URL: 'smtp://mail.example.org', INBOUND_PORT: '2525' }).inbound).toEqual({
      host: '0.0.0.0',
      port: 2525,
      given: true,
    });
  });

  test('bounces come back to the sender’s domain, or to the site’s', () => {
    expect(good({ MAIL_FROM: 'Courier <news@courier.example>' }).bounceDomain).toBe('courier.example');
    expect(good({ BASE_URL: 'https://news.courier.example/' }).bounceDomain).toBe('news.courier.example');
    expect(good({ BOUNCE_DOMAIN: 'Bounces.Courier.Example' }).bounceDomain).toBe('bounces.courier.example');
  });

  test.each([
    ['15m', 900_000],
    ['90s', 90_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['250ms', 250],
  ])('reads %s as a time span', (text, milliseconds) => {
    expect(good({ IN_DOUBT_WAIT: text }).inDoubtWait).toBe(milliseconds);
  });

  test.each([
    ['2', 2],
    ['loopback, 10.0.0.0/8', 'loopback, 10.0.0.0/8'],
    ['false', false],
  ])('takes %s for TRUST_PROXY', (text, value) => {
    expect(good({ TRUST_PROXY: text }).web.trustProxy).toBe(value);
  });
});

test('webhooks and the bounce mailbox are shown without their secrets', () => {
  const config = good({
    BOUNCE_IMAP_URL: 'imaps://bounces%40example.org:p%40ss@mail.example.org/INBOX?poll=5m',
    HOOK_SES_TOPICS: 'arn:aws:sns:eu-west-1:123456789012:pressrun',
    HOOK_POSTMARK_SECRETS: 'pressrun:a-password-of-more-than-twenty, pressrun:another-password-of-twenty',
    HOOK_RESEND_SECRETS: 'whsec_YSBzZWNyZXQgb2YgdGhpcnR5LXR3byBvY3RldHM=',
  });
  expect(config.imap).toMatchObject({ user: 'bounces@example.org', pass: 'p@ss', port: 993, poll: 300_000 });
  const shown = new Map(describeConfig(config).map(({ name, value }) => [name, value]));
  expect(shown.get('BOUNCE_IMAP_URL')).toBe(
    'imaps://bounces%40example.org:***@mail.example.org:993/INBOX?handled=Handled&unknown=Unknown&poll=300s',
  );
  expect(shown.get('HOOK_SES_TOPICS')).toBe('arn:aws:sns:eu-west-1:123456789012:pressrun');
  expect(shown.get('HOOK_POSTMARK_SECRETS')).toBe('(2 set)');
  expect(shown.get('HOOK_MAILGUN_KEYS')).toBe('(off)');
  expect([...shown.values()].join('\n')).not.toMatch(/password|p%40ss|YSBz/);
});

describe('a wrong value is one line with the name, the fault and a right example', () => {
  test.each([
    ['PORT', 'abc'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '0x50'],
    ['HOST', 'not a host'],
    ['BASE_URL', 'news.example.org'],
    ['BASE_URL', 'ftp://news.example.org'],
    ['BASE_URL', 'https://user:pass@news.example.org'],
    ['BASE_URL', 'https://news.example.org/?a=1'],
    ['DATABASE_URL', 'postgres://localhost/news'],
    ['REDIS_URL', 'localhost:6379'],
    ['REDIS_URL', 'http://localhost:6379'],
    ['SMTP_URL', 'mail.example.org'],
    ['SMTP_URL', 'http://mail.example.org'],
    ['SMTP_URL', 'smtp://mail.example.org?hourly=many'],
    ['DOMAIN_RATES', 'gmail.com'],
    ['DOMAIN_RATES', 'gmail.com=fast'],
    ['DOMAIN_RATES', 'gmail.com=0'],
    ['DOMAIN_RATES', 'localhost=5'],
    ['DOMAIN_RATES', 'gmail.com=50,a.example+gmail.com=5'],
    ['SENDERS', '0'],
    ['SENDERS', '-1'],
    ['SENDERS', '1.5'],
    ['SENDERS', '65'],
    ['MAIL_FROM', 'The Courier'],
    ['MAIL_FROM', 'The Courier <news@>'],
    ['REPLY_TO', 'desk'],
    ['POSTAL_ADDRESS', 'x'.repeat(201)],
    ['BOUNCE_DOMAIN', 'localhost'],
    ['BOUNCE_DOMAIN', 'a@b.example'],
    ['INBOUND_PORT', '70000'],
    ['INBOUND_HOST', 'a b'],
    ['BOUNCE_IMAP_URL', 'mail.example.org'],
    ['BOUNCE_IMAP_URL', 'pop3://user:pass@mail.example.org'],
    ['BOUNCE_IMAP_URL', 'imaps://mail.example.org/INBOX'],
    ['BOUNCE_IMAP_URL', 'imaps://user@mail.example.org/INBOX'],
    ['BOUNCE_IMAP_URL', 'imaps://user:pass@mail.example.org/?poll=1s'],
    ['BOUNCE_IMAP_URL', 'imaps://user:pass@mail.example.org/?tls=none'],
    ['BOUNCE_IMAP_URL', 'imaps://user:pass@mail.example.org/?handled=INBOX'],
    ['BOUNCE_IMAP_URL', 'imaps://user:pass@mail.example.org/?folder=INBOX'],
    ['HOOK_SES_TOPICS', 'pressrun'],
    ['HOOK_SES_TOPICS', 'arn:aws:sqs:eu-west-1:123456789012:pressrun'],
    ['HOOK_SENDGRID_KEYS', 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE'],
    ['HOOK_POSTMARK_SECRETS', 'pressrun:short'],
    ['HOOK_MAILGUN_KEYS', 'short'],
    ['HOOK_MAILJET_SECRETS', 'no-colon-but-more-than-twenty'],
    ['HOOK_SPARKPOST_SECRETS', 'short'],
    ['HOOK_RESEND_SECRETS', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    ['SECRET_KEY', 'short'],
    ['API_KEY', 'guess me'],
    ['IN_DOUBT_WAIT', '15'],
    ['IN_DOUBT_WAIT', 'soon'],
    ['IN_DOUBT_WAIT', '8d'],
    ['FETCH_ALLOW', 'localhost'],
    ['FETCH_ALLOW', 'localhost:99999'],
    ['FETCH_ALLOW', 'http://localhost:80'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '11'],
    ['TRUST_PROXY', '10.0.0.0/40'],
    ['LOG_LEVEL', 'verbose'],
  ])('%s=%s', (name, value) => {
    const [line, ...others] = faultsOf({ [name]: value });
    expect(others).toEqual([]);
    expect(line).toMatch(new RegExp(`^${name} .+\\. Right: ${name}=.+$`));
    expect(line).not.toContain('\n');
  });

  test('all wrong variables are named at once', () => {
    const lines = faultsOf({ PORT: 'x', SENDERS: 'y', LOG_LEVEL: 'z', SMTP_URL: 'w' });
    expect(new Set(lines.map((line) => line.split(' ')[0]))).toEqual(
      new Set(['LOG_LEVEL', 'PORT', 'SENDERS', 'SMTP_URL']),
    );
  });

  test('DKIM needs its three variables together', () => {
    expect(faultsOf({ DKIM_DOMAIN: 'courier.example' })).toEqual([
      expect.stringMatching(/^DKIM_SELECTOR is missing/),
      expect.stringMatching(/^DKIM_KEY_FILE is missing/),
    ]);
  });

  test('a DKIM key that is not there, or no key, is named with its file', () => {
    const file = join(folder, 'dkim.pem');
    const dkim = { DKIM_DOMAIN: 'courier.example', DKIM_SELECTOR: 'n1', DKIM_KEY_FILE: file };
    expect(faultsOf(dkim)[0]).toMatch(/^DKIM_KEY_FILE .*dkim\.pem cannot be read \(no such file or directory\)/);
    writeFileSync(file, 'not a key');
    expect(faultsOf(dkim)[0]).toMatch(/^DKIM_KEY_FILE .*dkim\.pem holds no private key/);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(good(dkim).dkim).toMatchObject([{ domain: 'courier.example', selector: 'n1' }]);
  });

  test('a DKIM key that cannot sign for most readers is refused with its file and the reason', () => {
    const file = join(folder, 'dkim.pem');
    const dkim = { DKIM_DOMAIN: 'courier.example', DKIM_SELECTOR: 'n1', DKIM_KEY_FILE: file };
    writeFileSync(file, newDkimKey('ed25519').privateKeyPem);
    expect(faultsOf(dkim)[0]).toMatch(/^DKIM_KEY_FILE .* holds an Ed25519 key.* DKIM_KEY_FILE_2/);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 512 });
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(faultsOf(dkim)[0]).toMatch(/^DKIM_KEY_FILE .* RSA key of 512 bits/);
  });

  test('a second DKIM key signs for the first one’s domain or for another, under a name of its own', () => {
    const [file, second] = [join(folder, 'dkim.pem'), join(folder, 'second.pem')];
    writeFileSync(file, newDkimKey('rsa').privateKeyPem);
    writeFileSync(second, newDkimKey('ed25519').privateKeyPem);
    const first = { DKIM_DOMAIN: 'courier.example', DKIM_SELECTOR: 'n1', DKIM_KEY_FILE: file };
    const both = { ...first, DKIM_SELECTOR_2: 'n2', DKIM_KEY_FILE_2: second };
    expect(good(both).dkim).toMatchObject([
      { domain: 'courier.example', selector: 'n1' },
      { domain: 'courier.example', selector: 'n2' },
    ]);
    expect(good({ ...both, DKIM_DOMAIN_2: 'relay.example' }).dkim[1]?.domain).toBe('relay.example');
    expect(faultsOf({ ...both, DKIM_SELECTOR_2: 'n1' })).toEqual([
      expect.stringMatching(/^DKIM_SELECTOR_2 names the DNS/),
    ]);
    expect(faultsOf({ ...first, DKIM_SELECTOR_2: 'n2' })).toEqual([
      expect.stringMatching(/^DKIM_KEY_FILE_2 is missing/),
    ]);
    expect(faultsOf({ DKIM_DOMAIN_2: 'relay.example', DKIM_SELECTOR_2: 'n2', DKIM_KEY_FILE_2: second })).toHaveLength(
      3,
    );
  });

  test('a data folder that cannot be made is named', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(faultsOf({ DATA_DIR: join(folder, 'file', 'data') })[0]).toMatch(
      /^DATA_DIR .* cannot be made \(not a directory\)/,
    );
  });

  test('a secret key that was cut is not replaced by another', () => {
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'secret.key'), 'cut');
    expect(faultsOf({})[0]).toMatch(/^SECRET_KEY in .*secret\.key is shorter than 32 characters; restore the file/);
  });
});

test('the description holds no secret', () => {
  const secrets = {
    SECRET_KEY: 'k'.repeat(40),
    API_KEY: 'a'.repeat(40),
    SMTP_URL: 'smtp://user:hunter2@mail.example.org:587',
    REDIS_URL: 'redis://:hunter3@redis.example.org:6379',
  };
  const text = JSON.stringify(describeConfig(good(secrets)));
  expect(text).not.toMatch(/k{40}|a{40}|hunter/);
  expect(text).toContain('smtp://user:***@mail.example.org:587');
  const smtp =
    'smtp://me@a.example?auth=oauth2&clientId=c&clientSecret=hunter4&refreshToken=hunter5&tokenUrl=https://t.example/t' +
    ',smtp://b.example?chunking=off&proxy=http://me:hunter6@proxy.lan:3128' +
    ',smtp://c.example?proxy=socks5://me:hunter7@proxy.lan:1080';
  const ways = JSON.stringify(describeConfig(good({ SMTP_URL: smtp })));
  expect(ways).not.toMatch(/hunter/);
  expect(ways).toContain('smtp://me@a.example:587');
  expect(ways).toContain('clientSecret=***&refreshToken=***&tokenUrl=https://t.example/t');
  expect(ways).toContain('chunking=off&proxy=http://me:***@proxy.lan:3128');
  expect(ways).toContain('proxy=socks5://me:***@proxy.lan:1080');
});
