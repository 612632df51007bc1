import { Router } from 'express';
import { DELIVERY_STATES } from '../../delivery/delivery.js';
import { ISSUE_STATES, type Issue } from '../../issues/issue.js';
import { gauge, type Sample } from './exposition.js';
import { feedbackMetrics } from './feedback-metrics.js';
import { watchEventLoop } from '../event-loop-delay.js';
import type { WebDeps } from '../web-deps.js';

/** Prometheus keeps a series per label value for ever, so only issues that may still change have one. */
const WATCHED: readonly Issue['state'][] = ['preparing', 'sending', 'paused'];
const RECENT = 20;

/** `/metrics` in the Prometheus text format 0.0.4: numbers only, no addresses and no subjects. Mounted at /. */
export function createMetricsRouter(deps: WebDeps): Router {
  const { rooms } = deps;
  const router = Router();
  const longestDelay = watchEventLoop();
  router.get('/metrics', async (_req, res) => {
    const delay = longestDelay();
    const issues = await rooms.issues.list({ limit: 200 });
    const watched = [
      ...issues.filter(({ state }) => WATCHED.includes(state)),
      ...issues.filter(({ state }) => state === 'done').slice(0, 5),
    ].slice(0, RECENT);
    const parts = await deps.readiness();
    const sources = await rooms.articles.sources();
    const lines = [
      ...gauge(
        'pressrun_part_ready',
        'Whether a part works',
        parts.map((p) => [{ part: p.part }, Number(p.ready)]),
      ),
      ...gauge(
        'pressrun_web_delay_seconds',
        'Longest time the web process kept everybody waiting since the last scrape',
        [[{}, delay]],
      ),
      ...gauge('pressrun_issues', 'The newest 200 issues by state', byState(issues)),
      ...gauge('pressrun_sources', 'Sources', [[{}, sources.length]]),
      ...gauge('pressrun_sources_failing', 'Sources whose last fetch failed', [
        [{}, sources.filter(({ failures }) => failures > 0).length],
      ]),
      ...(await feedbackMetrics(rooms.feedback)),
      ...gauge('pressrun_deliveries', 'Deliveries of running and recent issues by state', await counts(watched)),
    ];
    res
      .set('Cache-Control', 'no-store')
      .type('text/plain; version=0.0.4')
      .send(`${lines.join('\n')}\n`);
  });
  return router;

  async function counts(watched: readonly Issue[]): Promise<Sample[]> {
    const samples: Sample[] = [];
    for (const { id } of watched) {
      const progress = await rooms.delivery.progress(id);
      for (const state of DELIVERY_STATES) samples.push([{ issue: id, state }, progress.counts[state]]);
    }
    return samples;
  }
}

const byState = (issues: readonly Issue[]): Sample[] =>
  ISSUE_STATES.map((state) => [{ state }, issues.filter((issue) => issue.state === state).length]);
