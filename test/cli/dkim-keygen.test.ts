import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { createMessageComposer } from '../../src/adapters/compose-message.js';
import { createDkimSigner } from '../../src/adapters/dkim.js';
import { ConfigFaults } from '../../src/cli/cli-context.js';
import { openCli } from '../../src/cli/open-cli.js';
import { runCli } from '../../src/cli/run-cli.js';
import { loadConfig } from '../../src/config.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pressrun-dkim-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const load = (env: Readonly<Record<string, string>>) => loadConfig({ DATA_DIR: join(folder, 'data'), ...env });

async function keygen(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(['dkim', 'keygen', ...args], {
    output: { line: (text) => void out.push(text), note: (text) => void err.push(text), isTerminal: false },
    config: () => {
      const loaded = load(env);
      if ('faults' in loaded) throw new ConfigFaults(loaded.faults);
      return loaded.config;
    },
    open: openCli,
    actor: 'cli:test',
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

interface Made {
  readonly file: string;
  readonly record: { readonly name: string; readonly value: string; readonly strings: readonly string[] };
  readonly variables: Readonly<Record<string, string>>;
}

const make = async (...args: string[]): Promise<Made> => JSON.parse((await keygen([...args, '--json'])).out) as Made;

test('an RSA and an Ed25519 key are taken by the configuration, and their records verify what they sign', async () => {
  const rsa = await make('--domain', 'example.org', '--selector', 'n1', '--out', join(folder, 'keys', 'rsa.pem'));
  const ed25519 = await make('--domain', 'example.net', '--ed25519', '--out', join(folder, 'ed.pem'));
  expect(statSync(rsa.file).mode & 0o777).toBe(0o600);
  expect(rsa.record.name).toBe('n1._domainkey.example.org');
  expect(rsa.record.strings.map((text) => text.length)).toEqual([255, rsa.record.value.length - 255]);
  expect(rsa.record.strings.join('')).toBe(rsa.record.value);
  const loaded = load({ ...rsa.variables, ...ed25519.variables });
  if ('faults' in loaded) throw new ConfigFaults(loaded.faults);
  const message = await createMessageComposer().compose({
    from: { address: 'news@example.org' },
    to: 'reader@example.com',
    replyTo: null,
    subject: 'News',
    date: 0,
    messageId: '<1@example.org>',
    boundary: 'b',
    headers: [],
    html: '<p>News</p>',
    text: 'News',
  });
  const signed = await createDkimSigner(loaded.config.dkim).sign(message);
  const records = new Map([rsa, ed25519].map(({ record }) => [record.name, [[...record.strings]]]));
  const { results } = await dkimVerify(Buffer.from(signed), { resolver: async (name) => records.get(name) ?? [] });
  expect(results.map(({ status, signingDomain }) => [signingDomain, status.result])).toEqual([
    ['example.org', 'pass'],
    ['example.net', 'pass'],
  ]);
});

test('a key is never put in the place of another', async () => {
  const file = join(folder, 'key.pem');
  await make('--domain', 'example.org', '--out', file);
  const before = readFileSync(file, 'utf8');
  const { code, err } = await keygen(['--domain', 'example.org', '--out', file]);
  expect(code).toBe(1);
  expect(err).toContain('exists already');
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('people read the record in strings of 255 characters, and the variables', async () => {
  const { code, out } = await keygen([
    '--domain',
    'Bücher.example',
    '--selector',
    'n1',
    '--out',
    join(folder, 'key.pem'),
  ]);
  expect(code).toBe(0);
  expect(out).toContain('n1._domainkey.xn--bcher-kva.example. IN TXT (');
  expect(out).toMatch(/^ {2}"v=DKIM1; k=rsa; p=[^"]{237}"$/m);
  expect(out).toContain(`DKIM_KEY_FILE=${join(folder, 'key.pem')}`);
});

test('the domain is the sender’s unless it is given', async () => {
  const args = ['--json', '--out', join(folder, 'key.pem')];
  const { out } = await keygen(args, { MAIL_FROM: 'The Courier <news@courier.example>' });
  expect((JSON.parse(out) as Made).record.name).toBe('pressrun._domainkey.courier.example');
  expect((await keygen(args)).code).toBe(2);
});

test.each([
  [['--domain', 'no domain'], 'not a domain name'],
  [['--domain', 'example.org', '--selector', 'a b'], 'not a DKIM selector'],
])('wrong usage is 2: %j', async (args, words) => {
  const { code, err } = await keygen(args);
  expect(code).toBe(2);
  expect(err).toContain(words);
});

test('a file that cannot be written is a refusal', async () => {
  await make('--domain', 'example.org', '--out', join(folder, 'file'));
  const { code, err } = await keygen(['--domain', 'example.org', '--out', join(folder, 'file', 'key.pem')]);
  expect(code).toBe(1);
  expect(err).toContain('cannot be written');
});
