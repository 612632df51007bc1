import { existsSync } from 'node:fs';
import { hasProgram, installWithApt } from './apt.mjs';
import { BootstrapRefusal } from './refusal.mjs';

/** Where Debian puts what its packages hold. */
const PACKAGES = {
  'python3-dkim': '/usr/lib/python3/dist-packages/dkim',
  'python3-nacl': '/usr/lib/python3/dist-packages/nacl',
  opendkim: '/usr/sbin/opendkim',
};

/**
 * Installs the DKIM verifiers that tests ask besides mailauth, where apt-get can. Without them the tests ask mailauth alone.
 * @param {{ out: NodeJS.WritableStream }} options
 */
export async function ensureVerifiers({ out }) {
  const packages = Object.entries(PACKAGES).flatMap(([name, path]) => (existsSync(path) ? [] : [name]));
  if (packages.length === 0 || !hasProgram('apt-get')) return;
  try {
    await installWithApt({ packages, why: 'Some tests want other DKIM verifiers.', elsewhere: '', out });
  } catch (error) {
    if (!(error instanceof BootstrapRefusal)) throw error;
    out.write(`${error.message} The tests go on without them.\n`);
  }
}
