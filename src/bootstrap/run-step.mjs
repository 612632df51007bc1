import { spawn } from 'node:child_process';
import { env as inherited } from 'node:process';

/** A person who waits sees a line at least this often, milliseconds. */
const PROGRESS_EVERY = 8_000;

/**
 * Runs one command of a long step without its noise: every eight seconds a line with the time and the command's last line.
 * @param {{ label: string, command: string, args: string[], env?: Record<string, string>, cwd?: string, out: NodeJS.WritableStream, progressEvery?: number }} step
 * @returns {Promise<{ ok: boolean, output: string, seconds: number }>} `output` is the end of what it printed
 */
export async function runStep({ label, command, args, env = {}, cwd, out, progressEvery = PROGRESS_EVERY }) {
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1000);
  let output = '';
  const keep = (/** @type {Buffer} */ chunk) => {
    output = (output + chunk.toString()).slice(-16_384);
  };
  out.write(`${label} ...\n`);
  const progress = setInterval(() => {
    out.write(`  ${seconds()} s: ${lastLine(output) || 'working'}\n`);
  }, progressEvery);
  const ok = await new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...inherited, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => {
      output += `\n${error.message}`;
      resolve(false);
    });
    child.on('close', (code) => resolve(code === 0));
  });
  clearInterval(progress);
  if (ok && seconds() >= 2) out.write(`  done in ${seconds()} s\n`);
  return { ok, output, seconds: seconds() };
}

/** The last line worth showing, cut to fit a terminal. */
export function lastLine(/** @type {string} */ output) {
  const lines = output
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter(Boolean);
  return (lines.at(-1) ?? '').slice(0, 100);
}
