import { fileURLToPath } from 'node:url';
import { ensureChromium } from './ensure-chromium.mjs';
import { ensureNode } from './ensure-node.mjs';
import { ensurePackages } from './ensure-packages.mjs';
import { ensureRedis } from './ensure-redis.mjs';
import { ensureVerifiers } from './ensure-verifiers.mjs';

/** The folder of package.json. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Makes a fresh clone able to run: installs what is missing, says one line for each thing it does, and nothing when all is there.
 * @param {{ redis?: boolean, tests?: boolean, out?: NodeJS.WritableStream }} need
 */
export async function ensure({ redis = false, tests = false, out = process.stdout } = {}) {
  ensureNode();
  await ensurePackages({ root: ROOT, forTests: tests, out });
  if (redis) await ensureRedis({ out });
  if (tests) await ensureChromium({ out });
  if (tests) await ensureVerifiers({ out });
}
