import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasProgram, installWithApt } from './apt.mjs';
import { BootstrapRefusal } from './refusal.mjs';
import { lastLine, runStep } from './run-step.mjs';

/** Scripts run in a step of their own, after it is known whether a compiler is needed. */
const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=http'];

/**
 * Brings node_modules to what package-lock.json says, native modules included.
 * @param {{ root: string, forTests: boolean, out: NodeJS.WritableStream }} options
 */
export async function ensurePackages({ root, forTests, out }) {
  if (!arePackagesCurrent(root, forTests)) await install(root, forTests, out);
  if (!doesDatabaseLoad(root)) await buildNativeModules(root, out);
}

/** Compares npm's own record of node_modules with the lock file; packages for other platforms may be absent. */
export function arePackagesCurrent(/** @type {string} */ root, /** @type {boolean} */ forTests) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined) throw new BootstrapRefusal('package-lock.json is missing or broken: clone Pressrun again.');
  if (present === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    if (found !== undefined) return found.version === entry.version;
    return Boolean(entry.optional || entry.devOptional || entry.peer || (entry.dev && !forTests));
  });
}

/** @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, dev?: boolean, peer?: boolean }> | undefined} */
function readPackages(/** @type {string} */ file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * `npm install --no-save` takes the versions of the lock file like `npm ci`, but keeps what is there (a pull does not compile
 * SQLite again) and forgives a registry mirror without the optional packages of other platforms, where `npm ci` stops.
 */
async function install(
  /** @type {string} */ root,
  /** @type {boolean} */ forTests,
  /** @type {NodeJS.WritableStream} */ out,
) {
  const result = await runStep({
    label: 'Installing packages (npm install)',
    command: 'npm',
    args: ['install', '--no-save', ...QUIET, ...(forTests ? ['--include=dev'] : [])],
    cwd: root,
    out,
  });
  if (!result.ok)
    throw new BootstrapRefusal(
      `npm install failed (${failureLine(result.output)}). Run it by hand to see why: npm install`,
    );
}

/** Asked in a process of its own: a module that failed to load stays broken in the process that tried. */
function doesDatabaseLoad(/** @type {string} */ root) {
  const probe = `new (require('better-sqlite3'))(':memory:').close()`;
  return spawnSync(process.execPath, ['-e', probe], { cwd: root, stdio: 'ignore' }).status === 0;
}

/** Tries the ready-made binaries first; without one for this machine, better-sqlite3 is compiled (a minute or two). */
async function buildNativeModules(/** @type {string} */ root, /** @type {NodeJS.WritableStream} */ out) {
  const build = async () =>
    runStep({
      label: 'Preparing native modules (without a ready-made binary, SQLite is compiled)',
      command: 'npm',
      args: ['rebuild', '--foreground-scripts'],
      env: { JOBS: 'max', npm_config_jobs: 'max' },
      cwd: root,
      out,
    });
  let result = await build();
  const tools = ['g++', 'make', 'python3'].filter((program) => !hasProgram(program));
  if (!result.ok && tools.length > 0) {
    await installWithApt({
      packages: ['g++', 'make', 'python3'],
      why: 'SQLite has to be compiled here, and there is no compiler.',
      elsewhere: 'Install a C++ compiler, make and python3',
      out,
    });
    result = await build();
  }
  if (!result.ok || !doesDatabaseLoad(root))
    throw new BootstrapRefusal(
      `better-sqlite3 could not be built (${failureLine(result.output)}). Run it by hand to see why: npm rebuild better-sqlite3`,
    );
}

/** npm ends with the path of its log: the first line that says `error` tells more. */
const failureLine = (/** @type {string} */ output) =>
  output
    .split('\n')
    .find((line) => /\berr(or)?\b/i.test(line) && !/http fetch|npm warn/.test(line))
    ?.trim()
    .slice(0, 160) ?? lastLine(output);
