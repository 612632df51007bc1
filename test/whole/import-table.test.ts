import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** Imports nobody may make, each with the rule that must see it. */
const PLANTED = [
  ['src/issues', `import 'express';`, 'issues-knows'],
  ['src/kernel', `import '../issues/issue.js';`, 'kernel-knows'],
  ['src/accounts', `import type { Issue } from '../issues/issue.js';\nexport type Planted = Issue;`, 'accounts-knows'],
  ['src/delivery', `import 'node:fs';`, 'delivery-knows'],
  ['src/web', `import '../../db/open.js';`, 'web-calls-rooms'],
  ['workers', `import '../src/adapters/mjml.js';`, 'workers-call-rooms'],
  ['db', `import 'express';`, 'db-implements-rooms'],
  ['src/adapters', `import '../wire.js';`, 'wire-only-from-entries'],
] as const;

/** What the import rules are read from, and what they are about. */
const COPIED = ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs', 'src', 'workers', 'db'];

let copy: string;
beforeEach(() => {
  copy = realpathSync(mkdtempSync(join(tmpdir(), 'pressrun-imports-')));
  for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

async function cruise(): Promise<string> {
  const command = [join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), 'src', 'workers', 'db'];
  const { stdout } = await run(process.execPath, command, { cwd: copy }).catch((error: { stdout: string }) => error);
  return stdout;
}

describe('the import rules of npm run check', () => {
  test('find nothing in the house as it is, and refuse every forbidden import planted in it', async () => {
    expect(await cruise()).toContain('no dependency violations found');
    for (const [place, code] of PLANTED) {
      mkdirSync(join(copy, place, 'planted'), { recursive: true });
      writeFileSync(join(copy, place, 'planted/planted.ts'), `${code.replaceAll("'../", "'../../")}\n`);
    }
    const output = await cruise();
    for (const [place, , rule] of PLANTED) {
      expect(output).toMatch(new RegExp(`error ${rule}: ${place}/planted/planted\\.ts`));
    }
  });
});
