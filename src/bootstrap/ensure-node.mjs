import { BootstrapRefusal } from './refusal.mjs';

const NEEDED = [20, 19];

/** Refuses a Node that is too old to run the packages. */
export function ensureNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const old = major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1]);
  if (old)
    throw new BootstrapRefusal(
      `Pressrun needs Node ${NEEDED.join('.')} or newer and this is ${version}: install a newer one from https://nodejs.org.`,
    );
}
