import { DateTime } from 'luxon';
import { done, invalid, type Outcome } from '../../kernel/refusal.js';
import { listField, textField } from '../forms.js';
import type { WebDeps } from '../web-deps.js';
import type { DoneKey } from './done-words.js';
import { showIssue } from './issue-pages.js';
import { readMove, reorder } from './reorder.js';
import { TestResults } from './test-results.js';
import type { DeskRoute, Visit } from './visit.js';

/** Everything an editor does to an issue. A refused act shows the issue as it is now, with the reason. */
export function issueActRoutes(deps: WebDeps): readonly DeskRoute[] {
  const { issues } = deps.rooms;
  const act = (
    verb: string,
    said: DoneKey,
    run: (visit: Visit, id: string) => Promise<Outcome<unknown>>,
  ): DeskRoute => ({
    method: 'post',
    path: `/issues/:id/${verb}`,
    needs: 'editor',
    async handle(visit) {
      const id = visit.param('id');
      const outcome = await run(visit, id);
      if (!outcome.ok) return showIssue(deps, visit, outcome.refusal);
      await visit.audit(`issue.${verb}`, id);
      visit.goTo(`/desk/issues/${id}`, said);
    },
  });
  return [
    { method: 'post', path: '/issues/:id/edit', needs: 'editor', handle: async (visit) => edit(deps, visit) },
    { method: 'post', path: '/issues/:id/send', needs: 'editor', handle: async (visit) => send(deps, visit) },
    { method: 'post', path: '/issues/:id/test', needs: 'editor', handle: async (visit) => sendTest(deps, visit) },
    act('approve', 'approved', async ({ req, identity }, id) =>
      issues.approve(id, textField(req, 'hash'), identity.actor),
    ),
    act('pause', 'paused', async ({ identity }, id) =>
      issues.pause(id, `Paused by ${identity.person?.email ?? identity.actor}.`, identity.actor),
    ),
    act('resume', 'resumed', async ({ identity }, id) => issues.resume(id, identity.actor)),
    act('cancel', 'cancelled', async ({ identity }, id) => issues.cancel(id, identity.actor)),
  ];
}

async function edit(deps: WebDeps, visit: Visit): Promise<void> {
  const id = visit.param('id');
  const view = await deps.rooms.issues.view(id);
  if (!view.ok) return visit.refuse(view.refusal);
  const ids = view.value.stories.map(({ article }) => article.id);
  const move = readMove(textField(visit.req, 'move'));
  const linked = await linkedStory(deps, visit, view.value.newsletter.id);
  const patch = {
    subject: textField(visit.req, 'subject'),
    preheader: textField(visit.req, 'preheader'),
    note: textField(visit.req, 'note') || null,
    hash: textField(visit.req, 'hash'),
    articles: reorder(ids, move, [...listField(visit.req, 'add'), ...(linked.ok ? linked.value : [])]),
  };
  const edited = await deps.rooms.issues.edit(id, patch, visit.identity.actor);
  if (!edited.ok) return showIssue(deps, visit, edited.refusal);
  await visit.audit('issue.edit', id, { subject: patch.subject, articles: patch.articles });
  /** What was typed beside a link that leads nowhere is saved all the same. */
  if (!linked.ok) return showIssue(deps, visit, linked.refusal);
  const anchor = move === undefined || move.act === 'drop' ? 'stories' : `story-${move.id}`;
  visit.goTo(`/desk/issues/${id}${move === undefined ? '' : `#${anchor}`}`, move === undefined ? 'saved' : 'moved');
}

/** The id of the story whose link was given, read now; none where none was. */
async function linkedStory({ rooms }: WebDeps, visit: Visit, newsletter: string): Promise<Outcome<readonly string[]>> {
  const url = textField(visit.req, 'link');
  if (url === '') return done([]);
  const added = await rooms.articles.addArticle({ newsletter, url });
  if (!added.ok) return added;
  const { article } = added.value;
  await visit.audit('article.add', article.id, { url: article.url });
  return done([article.id]);
}

async function send(deps: WebDeps, visit: Visit): Promise<void> {
  const id = visit.param('id');
  const view = await deps.rooms.issues.view(id);
  if (!view.ok) return visit.refuse(view.refusal);
  const at = readLocalTime(textField(visit.req, 'at'), view.value.newsletter.schedule.timeZone);
  const sent = at.ok ? await deps.rooms.issues.send(id, at.value, visit.identity.actor) : at;
  if (!sent.ok) return showIssue(deps, visit, sent.refusal);
  await visit.audit('issue.send', id, at.ok ? at.value : {});
  visit.goTo(`/desk/issues/${id}`, sent.value.state === 'approved' ? 'planned' : 'sending');
}

/** What `datetime-local` sends, a local time without a zone; nothing means now. */
function readLocalTime(text: string, zone: string): Outcome<{ at?: number }> {
  if (text === '') return { ok: true, value: {} };
  const time = DateTime.fromISO(text, { zone });
  if (time.isValid) return { ok: true, value: { at: time.toMillis() } };
  return invalid('issue.invalid', [{ field: 'at', fault: 'is not a time', example: '2026-11-22T07:00' }]);
}

async function sendTest(deps: WebDeps, visit: Visit): Promise<void> {
  const id = visit.param('id');
  const to = textField(visit.req, 'to')
    .split(/[\s,;]+/)
    .filter(Boolean);
  const tests = await deps.rooms.delivery.sendTest(id, to, visit.identity.actor);
  if (!tests.ok) return showIssue(deps, visit, tests.refusal);
  await visit.audit('issue.test', id, { to });
  visit.show({
    title: 'Test sent',
    section: 'overview',
    children: <TestResults issueId={id} results={tests.value} mailbox={deps.mailbox !== undefined} />,
  });
}
