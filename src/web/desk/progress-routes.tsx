import type { Response } from 'express';
import { setTimeout as pause } from 'node:timers/promises';
import { MINUTE, SECOND } from '../../kernel/clock.js';
import type { Issue } from '../../issues/issue.js';
import type { Progress } from '../../delivery/room.js';
import { Layout } from '../layout.js';
import { renderPage } from '../render.js';
import type { WebDeps } from '../web-deps.js';
import { Bar } from './progress-panel.js';
import type { DeskRoute, Visit } from './visit.js';
import { etaWords } from './words.js';

const EVERY = SECOND;
/** A stream ends after this and the browser asks again: so a session that is over does not watch for ever. */
const STREAM_LIFETIME = 10 * MINUTE;

/** Live progress as server-sent events, and the same as a page that renews itself where scripts do not run. */
export function progressRoutes(deps: WebDeps): readonly DeskRoute[] {
  return [
    { method: 'get', path: '/issues/:id/progress', needs: 'viewer', handle: async (visit) => stream(deps, visit) },
    { method: 'get', path: '/issues/:id/live', needs: 'viewer', handle: async (visit) => showLive(deps, visit) },
  ];
}

async function stream(deps: WebDeps, visit: Visit): Promise<void> {
  const first = await readProgress(deps, visit.param('id'));
  if (!first.ok) return visit.refuse(first.refusal);
  const { res } = visit;
  const closed = new AbortController();
  res.on('close', () => closed.abort());
  res.set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
  res.flushHeaders();
  if (visit.req.method === 'HEAD') return void res.end();
  await writeUntilEnd(deps, { res, id: visit.param('id'), signal: closed.signal });
  res.end();
}

async function writeUntilEnd(
  deps: WebDeps,
  { res, id, signal }: { res: Response; id: string; signal: AbortSignal },
): Promise<void> {
  for (let sent = 0; sent < STREAM_LIFETIME / EVERY && !signal.aborted; sent++) {
    const now = await readProgress(deps, id);
    if (!now.ok) return;
    res.write(`event: progress\ndata: ${JSON.stringify(eventOf(now.value))}\n\n`);
    if (!isRunning(now.value.issue)) return;
    await pause(EVERY, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function readProgress({ rooms }: WebDeps, id: string) {
  const view = await rooms.issues.view(id);
  if (!view.ok) return view;
  return { ok: true, value: { issue: view.value.issue, progress: await rooms.delivery.progress(id) } } as const;
}

const isRunning = ({ state }: Issue): boolean => state === 'preparing' || state === 'sending' || state === 'paused';

const eventOf = ({ issue, progress }: { issue: Issue; progress: Progress }) => ({
  state: issue.state,
  share: progress.share,
  audience: progress.audience,
  counts: progress.counts,
  eta: etaWords(progress.etaSeconds),
  running: isRunning(issue),
});

async function showLive(deps: WebDeps, visit: Visit): Promise<void> {
  const now = await readProgress(deps, visit.param('id'));
  if (!now.ok) return visit.refuse(now.refusal);
  const { res } = visit;
  const policy = String(res.getHeader('Content-Security-Policy') ?? '');
  res.set({
    'Content-Security-Policy': policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    'X-Frame-Options': 'SAMEORIGIN',
    ...(isRunning(now.value.issue) ? { Refresh: '5' } : {}),
  });
  const page = (
    <Layout title="Progress" newsroom={visit.newsroom} area="box" private>
      <link rel="stylesheet" href="/desk/assets/desk.css" />
      <h1 class="visually-hidden">Progress of {now.value.issue.subject}</h1>
      <Bar {...now.value} />
    </Layout>
  );
  renderPage(res, page);
}
