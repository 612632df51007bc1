import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONFIG_EXIT, createSupervisor, type ProcessSpec, type Supervisor } from '../../src/adapters/processes.js';
import { watchChild } from '../../src/adapters/running-process.js';
import { waitFor } from '../support/wait-for.js';

const TIMING = { firstRestart: 20, longestRestart: 80, steadyAfter: 60_000, stopWithin: 1_500 };

let folder: string;
let said: string[];
let supervisor: Supervisor | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pressrun-supervisor-'));
  said = [];
});

afterEach(async () => {
  supervisor?.kill();
  await supervisor?.stop();
  supervisor = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** A tiny script; each start adds a line `name start`, and it may add more itself. */
function script(name: string, code: string): ProcessSpec {
  const file = join(folder, `${name}.mjs`);
  const log = JSON.stringify(join(folder, 'log'));
  writeFileSync(
    file,
    `import { appendFileSync } from 'node:fs';
     const note = (word) => appendFileSync(${log}, '${name} ' + word + '\\n');
     ${code}
     note('start');`,
  );
  return {
    name,
    start: async () =>
      watchChild(spawn(process.execPath, [file], { stdio: 'ignore', detached: true }), { onLine: () => {} }),
  };
}

const log = () => (existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8').trim().split('\n') : []);
const count = (line: string) => log().filter((one) => one === line).length;

const supervise = async (stages: readonly (readonly ProcessSpec[])[], timing = TIMING) => {
  supervisor = createSupervisor({ stages, say: (line) => said.push(line), timing });
  await supervisor.start();
  return supervisor;
};

const STAY = `process.on('SIGTERM', () => { note('stop'); process.exit(0); }); setInterval(() => {}, 1000);`;
const STUBBORN = `process.on('SIGTERM', () => note('deaf')); setInterval(() => {}, 1000);`;

test('a process that ends is started again, later and later', async () => {
  await supervise([[script('web', 'process.exitCode = 3;')]]);
  await waitFor('five starts', () => count('web start') >= 5);
  const pauses = said.map((line) => /^web ended \(exit code 3\); starting it again in ([\d.]+) s$/.exec(line)?.[1]);
  expect(pauses.slice(0, 4)).toEqual(['0.02', '0.04', '0.08', '0.08']);
});

test('a process that ran long enough starts over with the first pause', async () => {
  await supervise([[script('web', '')]], { ...TIMING, steadyAfter: 0 });
  await waitFor('four starts', () => count('web start') >= 4);
  expect(new Set(said)).toEqual(new Set(['web ended (exit code 0); starting it again in 0.02 s']));
});

test('a killed process comes back', async () => {
  const spec = script('sender', STAY);
  const pids: (number | undefined)[] = [];
  const watched: ProcessSpec = {
    ...spec,
    start: async () => {
      const running = await spec.start();
      pids.push(running.pid);
      return running;
    },
  };
  await supervise([[watched]]);
  await waitFor('the first start', () => count('sender start') === 1);
  process.kill(pids[0] ?? 0, 'SIGKILL');
  await waitFor('the second start', () => count('sender start') === 2);
  expect(said[0]).toMatch(/^sender ended \(signal SIGKILL\)/);
});

test('stages stop in the reverse order of their start', async () => {
  const running = await supervise([[script('redis', STAY)], [script('web', STAY)], [script('sender', STAY)]]);
  await waitFor('all to run', () => log().length === 3);
  expect(await running.stop()).toBe(true);
  expect(log().slice(3)).toEqual(['sender stop', 'web stop', 'redis stop']);
});

test('what does not stop in time is killed, and the rest still stops', async () => {
  const running = await supervise([[script('redis', STAY)], [script('sender', STUBBORN)]], {
    ...TIMING,
    stopWithin: 400,
  });
  await waitFor('both to run', () => log().length === 2);
  const before = performance.now();
  expect(await running.stop()).toBe(false);
  expect(performance.now() - before).toBeLessThan(20_000);
  expect(said).toContain('sender did not stop in time and was killed');
});

test('a process is not started again once it is stopping', async () => {
  const running = await supervise([[script('web', 'process.exitCode = 1;')]], {
    ...TIMING,
    firstRestart: 60_000,
    longestRestart: 60_000,
  });
  await waitFor('the pause', () => said.length === 1);
  expect(await running.stop()).toBe(true);
  expect(count('web start')).toBe(1);
});

test('kill ends everything at once', async () => {
  const running = await supervise([[script('web', STUBBORN)], [script('sender', STUBBORN)]], {
    ...TIMING,
    stopWithin: 60_000,
  });
  await waitFor('both to run', () => log().length === 2);
  running.kill();
  await running.stop();
  expect(log().toSorted()).toEqual(['sender start', 'web start']);
});

test('a wrong configuration is not tried again', async () => {
  const running = await supervise([[script('web', `process.exitCode = ${CONFIG_EXIT};`)]]);
  expect(await running.hopeless).toBe('web cannot run with this configuration.');
  appendFileSync(join(folder, 'log'), 'end\n');
  await running.stop();
  expect(log()).toEqual(['web start', 'end']);
});

test('a program that cannot be started at all is tried again with the reason', async () => {
  const missing: ProcessSpec = {
    name: 'ghost',
    start: async () => watchChild(spawn(join(folder, 'no-such-program')), { onLine: () => {} }),
  };
  await supervise([[missing]]);
  await waitFor('two tries', () => said.length >= 2);
  expect(said[0]).toMatch(/^ghost ended \(cannot be started \(spawn .*ENOENT\)\)/);
});
