import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL = 200;
const PROGRESS_EVERY = 8_000;
const ANSWER_WITHIN = 5_000;

/** Asks /readyz until it says 200 or the signal comes; what is missing is said every few seconds. */
export async function waitUntilReady({
  host,
  port,
  say,
  signal,
}: {
  host: string;
  port: number;
  say: (line: string) => void;
  signal: AbortSignal;
}): Promise<void> {
  const url = `http://${reachable(host)}:${port}/readyz`;
  let saidAt = performance.now();
  while (!signal.aborted) {
    const missing = await askReadiness(url);
    if (missing === undefined) return;
    if (performance.now() - saidAt > PROGRESS_EVERY) {
      say(`  waiting for ${missing}`);
      saidAt = performance.now();
    }
    await sleep(POLL, undefined, { signal }).catch(() => {});
  }
}

/** Undefined when ready, else what is not. */
async function askReadiness(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN) });
    if (answer.status === 200) return undefined;
    const { parts = [] } = (await answer.json()) as { parts?: { part: string; ready: boolean; detail: string }[] };
    const missing = parts.filter(({ ready }) => !ready).map(({ part, detail }) => `${part} (${detail})`);
    return missing.join(', ') || `/readyz, which answers ${answer.status}`;
  } catch {
    return 'web';
  }
}

/** Where to reach a listener from this machine: one that listens everywhere listens on loopback too. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return isIP(host) === 6 ? `[${host}]` : host;
}
