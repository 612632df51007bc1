import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../src/config.js';
import { orThrow } from '../../src/kernel/refusal.js';
import { wireCli } from '../../src/wire/cli.js';

/**
 * `npm run bench:fetch`: 50 sources on 50 hosts with 10,000 stories, fetched by the real room into a real database. Prints
 * one JSON object; seconds of CPU are this process's, the publisher is another.
 */
const SOURCES = 50;
const STORIES = 200;
/** As many hosts as the worker asks at once. */
const AT_ONCE = 10;

const folder = mkdtempSync(join(tmpdir(), 'pressrun-bench-'));
const publisher = spawn(
  process.execPath,
  ['--import', 'tsx', fileURLToPath(new URL('feed-publisher.ts', import.meta.url)), String(STORIES)],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
try {
  const [port] = (await once(publisher.stdout, 'data')) as [Buffer];
  process.stdout.write(`${JSON.stringify(await measure(Number(String(port))))}\n`);
} finally {
  publisher.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(port: number) {
  const hosts = Array.from({ length: SOURCES }, (_, index) => `127.0.1.${index + 1}:${port}`);
  const loaded = loadConfig({ DATA_DIR: folder, FETCH_ALLOW: hosts.join(','), LOG_LEVEL: 'error' });
  if ('faults' in loaded) throw new Error(JSON.stringify(loaded.faults));
  const { rooms, db, close } = wireCli(loaded.config);
  const schedule = { time: '07:00', timeZone: 'UTC' };
  orThrow(await rooms.newsletters.create({ slug: 'daily', name: 'Daily', schedule }));
  for (const [index, host] of hosts.entries()) {
    const kind = index % 2 === 0 ? 'etag' : 'plain';
    orThrow(await rooms.articles.addSource({ newsletter: 'daily', url: `http://${host}/${kind}/${index}` }));
  }
  const round = async () => {
    db.sqlite.prepare('UPDATE sources SET next_fetch_at = 0').run();
    const due = await rooms.articles.dueSources();
    const [wall, cpu] = [performance.now(), process.cpuUsage()];
    const lanes = Array.from({ length: AT_ONCE }, async (_, lane) => {
      for (let next = lane; next < due.length; next += AT_ONCE) {
        await rooms.articles.fetchDueSource(due[next]?.id ?? '');
      }
    });
    await Promise.all(lanes);
    const { user, system } = process.cpuUsage(cpu);
    return { cpuSeconds: (user + system) / 1_000_000, seconds: (performance.now() - wall) / 1_000 };
  };
  const first = await round();
  const noChange = await round();
  const again = await round();
  const articles = db.sqlite.prepare('SELECT count(*) FROM articles').pluck().get();
  const failing = (await rooms.articles.sources()).filter(({ failures }) => failures > 0).length;
  await close();
  return { sources: SOURCES, articles, failing, first, noChange, again };
}
