import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../src/adapters/system-ports.js';
import type { Program } from './programs.js';

const run = promisify(execFile);
const POSTFIX = '/usr/sbin/postfix';
const HOST = '127.0.0.1';
/** tmpfs where there is one: how fast Postfix's disk is, is not what is measured. */
const MEMORY = '/dev/shm';

/**
 * A whole Postfix of its own, as a newsroom's relay may be one: it queues what it takes, and discards it. Like every
 * Postfix since 3.4 it offers CHUNKING. Throws when there is none, or without root, which Postfix asks for.
 */
export async function startPostfixRelay(): Promise<Program> {
  if (!existsSync(POSTFIX)) throw new Error('No postfix here: install the package postfix');
  if (process.getuid?.() !== 0) throw new Error('Postfix starts as root only');
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'pressrun-relay-'));
  const port = await freePort(HOST);
  for (const name of ['etc', 'queue', 'data']) mkdirSync(join(folder, name));
  const config = join(folder, 'etc');
  writeFileSync(join(config, 'main.cf'), mainCf(folder));
  writeFileSync(join(config, 'master.cf'), masterCf(port));
  const postfix = async (command: string) => run(POSTFIX, ['-c', config, command]);
  try {
    await run('chown', ['postfix', join(folder, 'data')]);
    await run('chmod', ['755', folder]);
    await postfix('start');
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  const stop = async () => {
    await postfix('stop');
    rmSync(folder, { recursive: true });
  };
  return { address: `${HOST}:${port}`, stop };
}

const mainCf = (folder: string): string => `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
myhostname = relay.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = loopback-only
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
smtpd_relay_restrictions = permit_mynetworks, reject
default_transport = discard
in_flow_delay = 0
smtpd_client_connection_count_limit = 0
multi_instance_enable = yes
multi_instance_name = postfix-bench
`;

/** Only what takes mail and throws it away; the columns are those of master(5). */
const masterCf = (port: number): string => `
${HOST}:${port} inet n - n - 200 smtpd
cleanup  unix       n - n -   0 cleanup
qmgr     unix       n - n 300 1 qmgr
rewrite  unix       - - n -   - trivial-rewrite
bounce   unix       - - n -   0 bounce
defer    unix       - - n -   0 bounce
error    unix       - - n -   - error
retry    unix       - - n -   - error
discard  unix       - - n -   - discard
proxymap unix       - - n -   - proxymap
anvil    unix       - - n -   1 anvil
postlog  unix-dgram n - n -   1 postlogd
`;
