import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const REPOSITORY = resolve('.');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pressrun-bootstrap-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const node = (args: readonly string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder, env: { ...process.env, ...env } });

/** Runs a line of JavaScript with the functions of one bootstrap file. */
const call = (file: string, code: string, env: Record<string, string> = {}) => {
  const url = new URL(`file://${REPOSITORY}/src/bootstrap/${file}`).href;
  return node(['--input-type=module', '-e', `import * as it from ${JSON.stringify(url)}; ${code}`], env);
};

/** A folder of programs that do what a line of shell says, to be the only PATH. */
function programs(scripts: Record<string, string>): string {
  const path = join(folder, 'bin');
  mkdirSync(path);
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(path, name), 0o755);
  }
  return path;
}

const EXPLAIN = `const { orExplain } = await import('file://${REPOSITORY}/src/bootstrap/refusal.mjs');`;

test('an old Node is named in one sentence', () => {
  const { stderr, status } = call(
    'ensure-node.mjs',
    `${EXPLAIN} await orExplain(async () => it.ensureNode('18.19.1'));`,
  );
  expect(status).toBe(1);
  expect(stderr).toBe(
    'Pressrun needs Node 20.19 or newer and this is 18.19.1: install a newer one from https://nodejs.org.\n',
  );
});

test('this Node is new enough', () => {
  expect(call('ensure-node.mjs', 'it.ensureNode();').status).toBe(0);
});

const lock = (packages: Record<string, unknown>) => JSON.stringify({ packages });

function installed(
  wanted: Record<string, unknown>,
  present: Record<string, unknown> | undefined,
  forTests = true,
): boolean {
  rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
  writeFileSync(join(folder, 'package-lock.json'), lock({ '': {}, ...wanted }));
  if (present !== undefined) {
    mkdirSync(join(folder, 'node_modules'));
    writeFileSync(join(folder, 'node_modules', '.package-lock.json'), lock(present));
  }
  const code = `console.log(it.arePackagesCurrent(${JSON.stringify(folder)}, ${forTests}))`;
  return call('ensure-packages.mjs', code).stdout.trim() === 'true';
}

test('packages are current when node_modules is what the lock file says', () => {
  const a = { 'node_modules/a': { version: '1.0.0' } };
  expect(installed(a, a)).toBe(true);
  expect(installed(a, undefined)).toBe(false);
  expect(installed(a, {})).toBe(false);
  expect(installed(a, { 'node_modules/a': { version: '1.0.1' } })).toBe(false);
});

test('packages for other platforms may be absent, and tools of the tests for a start', () => {
  expect(installed({ 'node_modules/a-darwin': { version: '1.0.0', optional: true } }, {})).toBe(true);
  expect(installed({ 'node_modules/jest': { version: '1.0.0', dev: true } }, {}, false)).toBe(true);
  expect(installed({ 'node_modules/jest': { version: '1.0.0', dev: true } }, {}, true)).toBe(false);
});

const INSTALL = `${EXPLAIN} await orExplain(async () => it.installWithApt({
  packages: ['redis-server'], why: 'Redis is missing.', elsewhere: 'Install redis-server', out: process.stdout }));`;

test('without apt-get the one thing to install is named', () => {
  const { stderr, status } = call('apt.mjs', INSTALL, { PATH: programs({}) });
  expect(status).toBe(1);
  expect(stderr).toBe('Redis is missing. Install redis-server, then start again.\n');
});

test('apt-get installs without starting services, and says what it does', () => {
  const log = join(folder, 'log');
  const path = programs({
    'apt-get': `echo "$DEBIAN_FRONTEND $RUNLEVEL $*" >> ${log}`,
    sudo: 'shift; exec "$@"',
    env: 'exec /usr/bin/env "$@"',
  });
  const { stdout, status } = call('apt.mjs', INSTALL, { PATH: path });
  expect(status).toBe(0);
  expect(stdout).toContain('Installing redis-server with apt-get ...');
  const calls = spawnSync('/bin/cat', [log], { encoding: 'utf8' }).stdout;
  expect(calls).toContain('noninteractive 1 -y install --no-install-recommends redis-server');
});

test('a failing apt-get is one sentence with the command to run', () => {
  const path = programs({
    'apt-get': 'echo "E: no network" >&2; exit 100',
    sudo: 'shift; exec "$@"',
    env: 'exec /usr/bin/env "$@"',
  });
  const { stderr, status } = call('apt.mjs', INSTALL, { PATH: path });
  expect(status).toBe(1);
  expect(stderr).toBe(
    'Redis is missing. apt-get failed (E: no network). Run it by hand to see why: apt-get update && apt-get install -y --no-install-recommends redis-server\n',
  );
});

test('a long step shows its last line and the time', () => {
  const code = `await it.runStep({ label: 'Waiting', command: 'sh', args: ['-c', 'echo one; echo two; sleep 0.3'], out: process.stdout, progressEvery: 100 });`;
  const { stdout } = call('run-step.mjs', code);
  expect(stdout).toMatch(/^Waiting \.\.\.\n {2}0 s: two\n/);
});

test('pressrun keeps standard output for the command', () => {
  const bin = join(REPOSITORY, 'src/bootstrap/pressrun.mjs');
  const env = { DATA_DIR: join(folder, 'data') };
  const good = node([bin, 'config', '--json'], env);
  expect(good.status).toBe(0);
  expect(JSON.parse(good.stdout)).toMatchObject({ DATA_DIR: join(folder, 'data') });
  expect(node([bin, 'bogus'], env).status).toBe(2);
  expect(node([bin, 'config'], { ...env, PORT: 'x' }).status).toBe(1);
});

test('a clone whose bootstrap stands alone says what is missing instead of a stack', () => {
  cpSync(join(REPOSITORY, 'src/bootstrap'), join(folder, 'src/bootstrap'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'package-lock.json'), lock({ 'node_modules/a': { version: '1.0.0' } }));
  const path = programs({ npm: 'echo "npm error code ENOTFOUND"; exit 1' });
  symlinkSync(process.execPath, join(path, 'node'));
  const { stderr, status } = node(['src/bootstrap/start.mjs'], { PATH: `${path}:/bin` });
  expect(status).toBe(1);
  expect(stderr).toBe('npm install failed (npm error code ENOTFOUND). Run it by hand to see why: npm install\n');
});
