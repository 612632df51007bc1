import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import type { ImapSettings } from '../../../src/adapters/imap-url.js';
import { freePort } from '../../../src/adapters/system-ports.js';
import { waitFor } from '../../support/wait-for.js';

const BINARY = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot'].find((path) => existsSync(path));
export const hasDovecot = BINARY !== undefined && existsSync('/usr/lib/dovecot/imap');

const PASSWORD = 'secret-of-the-test';
/** Dovecot gives no mail to root. */
const NOBODY = 65_534;

/** A real IMAP server of its own: Dovecot on a free port of the loopback, with an empty mailbox. */
export async function startDovecot() {
  const folder = mkdtempSync(join(tmpdir(), 'pressrun-imap-'));
  const port = await freePort('127.0.0.1');
  const uid = process.getuid?.() || NOBODY;
  const gid = process.getgid?.() || NOBODY;
  mkdirSync(join(folder, 'mail'));
  chmodSync(folder, 0o755);
  chownSync(join(folder, 'mail'), uid, gid);
  const file = join(folder, 'dovecot.conf');
  writeFileSync(file, configuration({ folder, port, uid, gid }));
  let child = await run(file, port);
  return {
    /** Anybody gets an empty mailbox. */
    mailboxOf: (user: string) => mailbox({ ...SETTINGS, port, user }),
    restart: async () => {
      await stop(child);
      child = await run(file, port);
    },
    stop: async () => {
      await stop(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const SETTINGS: Omit<ImapSettings, 'port' | 'user'> = {
  host: '127.0.0.1',
  tls: 'none',
  pass: PASSWORD,
  folder: 'INBOX',
  handled: 'Handled',
  unknown: 'Unknown',
  poll: 3_600_000,
};

const mailbox = (settings: ImapSettings) => ({
  settings,
  /** Puts mails into it. */
  put: async (...mails: readonly Buffer[]) =>
    asOther(settings, async (client) => {
      for (const mail of mails) await client.append('INBOX', mail);
    }),
  /** How many mails lie in each folder. */
  counts: async () =>
    asOther(settings, async (client) => {
      const counts: Record<string, number> = {};
      for (const { path } of await client.list()) {
        const status = await client.status(path, { messages: true });
        counts[path] = (status && status.messages) || 0;
      }
      return counts;
    }),
});

export type Mailbox = ReturnType<typeof mailbox>;
export type Dovecot = Awaited<ReturnType<typeof startDovecot>>;

async function run(file: string, port: number): Promise<ChildProcess> {
  const child = spawn(BINARY ?? 'dovecot', ['-F', '-c', file], { stdio: 'ignore' });
  await waitFor('dovecot to answer', async () => answers(port));
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function asOther<T>(settings: ImapSettings, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const { host, port, user, pass } = settings;
  const client = new ImapFlow({ host, port, secure: false, doSTARTTLS: false, auth: { user, pass }, logger: false });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.logout();
  }
}

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

const configuration = ({ folder, port, uid, gid }: { folder: string; port: number; uid: number; gid: number }) => `
protocols = imap
listen = 127.0.0.1
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain
first_valid_uid = 1
last_valid_uid = 0
mail_location = maildir:${folder}/mail/%u
auth_failure_delay = 0
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}
}
`;
