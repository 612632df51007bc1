import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { env } from 'node:process';
import { BootstrapRefusal } from './refusal.mjs';
import { lastLine, runStep } from './run-step.mjs';

/** True when `name` is a program on PATH. */
export const hasProgram = (/** @type {string} */ name) =>
  (env['PATH'] ?? '').split(':').some((folder) => folder !== '' && existsSync(`${folder}/${name}`));

const LISTS = '/var/lib/apt/lists';
/** RUNLEVEL=1 keeps Debian's packages from starting a system service: Pressrun runs its own private child. */
const QUIET = ['DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1'];

/**
 * Installs Debian packages, or says in one sentence which command does it.
 * @param {{ packages: string[], why: string, elsewhere: string, out: NodeJS.WritableStream }} request
 */
export async function installWithApt({ packages, why, elsewhere, out }) {
  const byHand = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (!hasProgram('apt-get')) throw new BootstrapRefusal(`${why} ${elsewhere}, then start again.`);
  const prefix = rights();
  if (prefix === undefined) throw new BootstrapRefusal(`${why} Run as root: ${byHand}`);
  const apt = async (/** @type {string} */ label, /** @type {string[]} */ args) => {
    const [command = 'env', ...rest] = [...prefix, 'env', ...QUIET, 'apt-get', '-y', ...args];
    return runStep({ label, command, args: rest, out });
  };
  const install = async () =>
    apt(`Installing ${packages.join(', ')} with apt-get`, ['install', '--no-install-recommends', ...packages]);
  if (hasPackageLists() && (await install()).ok) return;
  const update = await apt('Refreshing the package lists', ['update']);
  const installed = update.ok ? await install() : update;
  if (!installed.ok)
    throw new BootstrapRefusal(
      `${why} apt-get failed (${lastLine(installed.output)}). Run it by hand to see why: ${byHand}`,
    );
}

/** What to put before a command that needs root; undefined when there is no way. */
function rights() {
  if (process.getuid?.() === 0) return [];
  if (!hasProgram('sudo')) return undefined;
  if (spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0) return ['sudo', '-n'];
  const mayAsk = process.stdin.isTTY && spawnSync('sudo', ['-v'], { stdio: 'inherit' }).status === 0;
  return mayAsk ? ['sudo', '-n'] : undefined;
}

/** A fresh container image has none: installing without `update` cannot work there. */
function hasPackageLists() {
  try {
    return readdirSync(LISTS).some((name) => name.endsWith('_Packages') || name.endsWith('.lz4'));
  } catch {
    return false;
  }
}
