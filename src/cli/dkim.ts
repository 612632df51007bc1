import { InvalidArgumentError, type Command } from 'commander';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { domainToASCII } from 'node:url';
import { newDkimKey } from '../adapters/dkim/new-key.js';
import { codeOf } from '../adapters/system-error.js';
import { reason } from '../config-files.js';
import { domain as readDomain, selector as readSelector } from '../config-values.js';
import { parseMailbox } from '../kernel/email-address.js';
import { RefusedError } from '../kernel/refusal.js';
import type { CliContext } from './cli-context.js';
import { newCommand, newGroup, print } from './command.js';

/** `dkim keygen`. */
export function addDkimCommands(program: Command, context: CliContext): void {
  program.addCommand(newGroup('dkim', 'keys that sign mail').addCommand(keygen(context)));
}

interface KeygenOptions {
  readonly domain?: string;
  readonly selector?: string;
  readonly ed25519?: boolean;
  readonly out?: string;
}

function keygen(context: CliContext): Command {
  const command = newCommand('keygen', 'make a key; print its DNS record and the variables to set')
    .option('--domain <domain>', 'the domain that signs; without it, the sender’s', parseDomain)
    .option('--selector <selector>', 'its name in the DNS; each key needs one of its own', parseSelector)
    .option('--ed25519', 'a second key beside the RSA key, instead of an RSA key')
    .option('--out <file>', 'a new file for the private key');
  command.action((options: KeygenOptions) => {
    const kind = options.ed25519 === true ? 'ed25519' : 'rsa';
    const domain = options.domain ?? ownDomain(context, command);
    const selector = options.selector ?? (kind === 'rsa' ? 'pressrun' : 'pressrun-ed25519');
    const file = resolve(options.out ?? `data/dkim-${selector}.pem`);
    const { privateKeyPem, record } = newDkimKey(kind);
    keep(file, privateKeyPem);
    const name = `${selector}._domainkey.${domain}`;
    const strings = record.match(/.{1,255}/g) ?? [];
    const suffix = kind === 'rsa' ? '' : '_2';
    const variables = {
      [`DKIM_DOMAIN${suffix}`]: domain,
      [`DKIM_SELECTOR${suffix}`]: selector,
      [`DKIM_KEY_FILE${suffix}`]: file,
    };
    print(context, command, {
      lines: [
        `The private key is in ${file}. Only this user can read it; keep a copy with your backups.`,
        '',
        'Publish this TXT record. Some DNS pages want the text in one piece, without the quotes:',
        `${name}. IN TXT (`,
        ...strings.map((text) => `  "${text}"`),
        ')',
        '',
        'Once it is published, set:',
        ...Object.entries(variables).map(([variable, value]) => `${variable}=${value}`),
      ],
      json: { file, kind, domain, selector, record: { name, type: 'TXT', value: record, strings }, variables },
    });
  });
  return command;
}

function parseDomain(text: string): string {
  const domain = readDomain(domainToASCII(text));
  if (domain === undefined) throw new InvalidArgumentError('It is not a domain name. Right: example.org');
  return domain;
}

function parseSelector(text: string): string {
  const selector = readSelector(text);
  if (selector === undefined) throw new InvalidArgumentError('It is not a DKIM selector. Right: news2026');
  return selector;
}

function ownDomain(context: CliContext, command: Command): string {
  const { dkim, mailFrom } = context.config();
  const found =
    dkim[0]?.domain ??
    parseMailbox(mailFrom ?? '')
      ?.address.split('@')
      .at(-1);
  return found ?? command.error('error: --domain is missing, and MAIL_FROM is not set', { exitCode: 2 });
}

/** Never in the place of another: mail signed by a lost key cannot be signed again. */
function keep(file: string, pem: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw notWritten(file, error);
  }
  try {
    writeFileSync(file, pem, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw notWritten(file, error);
    const detail = `${file} exists already. Name a new file with --out.`;
    throw new RefusedError({ code: 'dkim.key-exists', kind: 'conflict', detail });
  }
}

function notWritten(file: string, error: unknown): RefusedError {
  const detail = `${file} cannot be written (${reason(error)}). Name another file with --out.`;
  return new RefusedError({ code: 'dkim.not-written', kind: 'unavailable', detail });
}
