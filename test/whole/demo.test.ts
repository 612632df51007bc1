import { describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DEMO = fileURLToPath(new URL('../../src/demo/run-demo.ts', import.meta.url));

async function demo(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', DEMO, ...args], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

describe('npm run demo', () => {
  test('goes from a feed to a second issue without the bounced and the unsubscribed reader', async () => {
    const { code, out } = await demo('--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true, stories: 14, accepted: 8, mails: 18 });
  }, 90_000);

  test('a file that is no feed ends it with the reason', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pressrun-demo-test-'));
    const file = join(folder, 'page.html');
    writeFileSync(file, '<!doctype html><html><head><title>Front page</title></head><body>News</body></html>');
    const { code, err } = await demo('--feed', file);
    rmSync(folder, { recursive: true });
    expect(code).toBe(1);
    expect(err).toMatch(/✗ .*web page/);
  }, 90_000);
});
