import { existsSync } from 'node:fs';
import { hasProgram, installWithApt } from './apt.mjs';
import { BootstrapRefusal } from './refusal.mjs';

/** Where Debian puts what its packages hold. */
const PACKAGES = {
  'python3-dkim': '/usr/lib/python3/dist-packages/dkim',
  'python3-nacl': '/usr/lib/python3/dist-packages/nacl',
  opendkim: '/usr/sbin/opendkim',
  'dovecot-imapd': '/usr/lib/dovecot/imap',
};

/**
 * Installs the programs that tests ask besides our own, where apt-get can: other DKIM verifiers, and an IMAP server. Without
 * them those tests are left out, and say so.
 * @param {{ out: NodeJS.WritableStream }} options
 */
export async function ensureVerifiers({ out }) {
  const packages = Object.entries(PACKAGES).flatMap(([name, path]) => (existsSync(path) ? [] : [name]));
  if (packages.length === 0 || !hasProgram('apt-get')) return;
  try {
    await installWithApt({
      packages,
      why: 'Some tests want other DKIM verifiers and an IMAP server.',
      elsewhere: '',
      out,
    });
  } catch (error) {
    if (!(error instanceof BootstrapRefusal)) throw error;
    out.write(`${error.message} The tests go on without them.\n`);
  }
}
