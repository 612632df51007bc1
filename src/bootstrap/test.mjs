#!/usr/bin/env node
/** `npm test`: installs what is missing, then all checks, then all tests; the exit code tells. Arguments go to jest. */
import { spawnSync } from 'node:child_process';
import { ensure, ROOT } from './ensure.mjs';
import { orExplain } from './refusal.mjs';

const run = (/** @type {string[]} */ args) =>
  spawnSync('npm', ['run', '--silent', ...args], { cwd: ROOT, stdio: 'inherit' }).status ?? 1;

await orExplain(async () => {
  await ensure({ redis: true, tests: true });
  const checks = run(['check']);
  const tests = run(['test:only', '--', ...process.argv.slice(2)]);
  process.exitCode = checks === 0 && tests === 0 ? 0 : 1;
});
