import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../support/typescript-child.js';

interface Finding {
  readonly id: string;
  readonly sentence: string;
  readonly ok: boolean;
  readonly rows: readonly unknown[];
}

const SHOWN = 3;

/** What `pressrun verify ledger` finds broken, as sentences. */
export async function verifyLedger({ dataDir, issueId }: { dataDir: string; issueId: string }) {
  const args = ['--import', 'tsx', join(ROOT, 'src/cli/main.ts'), 'verify', 'ledger', '--issue', issueId, '--json'];
  const { PATH, HOME } = process.env;
  const { code, out, err } = await run(args, { PATH, HOME, DATA_DIR: dataDir });
  const { findings } = parse(out) ?? { findings: [] };
  const broken = findings.filter(({ ok }) => !ok).map(inWords);
  return code !== 0 && broken.length === 0 ? [`pressrun verify ledger ended with ${code}: ${err.trim()}`] : broken;
}

const inWords = ({ id, sentence, rows }: Finding): string =>
  `${id} ${sentence}: ${JSON.stringify(rows.slice(0, SHOWN))} (pressrun verify ledger)`;

async function run(args: readonly string[], env: NodeJS.ProcessEnv) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const child = execFile(process.execPath, args, { env, maxBuffer: 2 ** 26 }, (_error, out, err) =>
      resolve({ code: child.exitCode ?? 1, out, err }),
    );
  });
}

function parse(json: string): { findings: readonly Finding[] } | undefined {
  try {
    return JSON.parse(json) as { findings: readonly Finding[] };
  } catch {
    return undefined;
  }
}
