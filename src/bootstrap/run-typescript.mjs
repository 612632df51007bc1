import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { ROOT } from './ensure.mjs';

/**
 * Runs an entry in this very process, so that Ctrl-C and exit codes need no relay.
 * tsx is imported late: on a fresh clone it is installed by the step before.
 * @param {string} file path inside the repository
 */
export async function runTypeScript(file) {
  const { register } = await import('tsx/esm/api');
  register();
  await import(pathToFileURL(join(ROOT, file)).href);
}
