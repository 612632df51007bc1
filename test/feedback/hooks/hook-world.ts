import { createHookStore } from '../../../db/hook-store.js';
import { openHooks } from '../../../src/feedback/hooks/open-hooks.js';
import type { ReadHook } from '../../../src/feedback/hooks/hook.js';
import { createHooksRouter } from '../../../src/web/hooks/hooks-router.js';
import { silentLogger } from '../../support/determinism.js';
import { absent, startWeb } from '../../support/web.js';
import { BOUNCE_DOMAIN, openFeedbackWorld } from '../feedback-world.js';
import type { Sent } from './services.js';

/** The feedback world with its webhooks behind the real web edge. */
export async function openHookWorld(readers: Readonly<Record<string, ReadHook>>) {
  const world = await openFeedbackWorld();
  const { db, clock, tokens, issueId, subscriberId } = world;
  db.sqlite.prepare('UPDATE issues SET started_at = created_at').run();
  const hookStore = createHookStore({ db });
  const hooks = openHooks({
    ...world,
    hookStore,
    bounceDomain: BOUNCE_DOMAIN,
    notices: { tell: async (notice) => void world.notices.push(notice) },
    logger: silentLogger,
    readers: new Map(Object.entries(readers)),
  });
  const web = await startWeb({
    rooms: { feedback: Object.assign(absent('feedback'), hooks) },
    clock,
    routers: (deps) => [{ path: '/hooks', router: createHooksRouter(deps) }],
  });
  return {
    ...world,
    hooks,
    seconds: () => Math.floor(clock.now() / 1000),
    token: tokens.sign('bounce', [issueId, subscriberId]),
    hookStore,
    messageId: `<${tokens.digest('mid', `${issueId}|${subscriberId}`)}@lantern.example>`,
    async post(service: string, { headers, body }: Sent) {
      const answer = await fetch(`${web.url}/hooks/${service}`, { method: 'POST', headers, body });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
    /** All that a webhook may change. */
    state: () => ({
      bounces: db.sqlite
        .prepare('SELECT class, reason, matched_by, service, subscriber_id, issue_id FROM bounces ORDER BY 1, 2, 3')
        .all(),
      suppressions: db.sqlite.prepare('SELECT email, source, issue_id FROM suppressions').all(),
      states: world.states(),
      delivery: world.delivery(),
    }),
    close: async () => {
      await web.close();
      world.remove();
    },
  };
}

export type HookWorld = Awaited<ReturnType<typeof openHookWorld>>;
