import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigFaults } from '../../src/cli/cli-context.js';
import { openCli } from '../../src/cli/open-cli.js';
import { runCli } from '../../src/cli/run-cli.js';
import { loadConfig } from '../../src/config.js';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The real commands, on a real database in a folder of their own. */
export function openCliWorld() {
  const folder = mkdtempSync(join(tmpdir(), 'pressrun-cli-'));
  const dataDir = join(folder, 'data');

  async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runCli(args, {
      output: { line: (text) => void out.push(text), note: (text) => void err.push(text), isTerminal: false },
      config: () => {
        const loaded = loadConfig({
          DATA_DIR: dataDir,
          LOG_LEVEL: 'error',
          POSTAL_ADDRESS: '1 Quay',
          ...env,
        });
        if ('faults' in loaded) throw new ConfigFaults(loaded.faults);
        return loaded.config;
      },
      open: openCli,
      actor: 'cli:test',
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  const json = async <T>(...args: string[]): Promise<T> => JSON.parse((await run([...args, '--json'])).out) as T;

  const newsletter = async () =>
    run(['newsletter', 'create', 'daily', '--name', 'The Daily', '--time-zone', 'Europe/Berlin']);

  const remove = () => rmSync(folder, { recursive: true, force: true });
  return { folder, dataDir, database: join(dataDir, 'pressrun.sqlite'), run, json, newsletter, remove };
}

export type CliWorld = ReturnType<typeof openCliWorld>;
