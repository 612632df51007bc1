import type { Issue } from '../../../src/issues/issue.js';
import type { IssuesRoom } from '../../../src/issues/room.js';
import { done, refuse } from '../../../src/kernel/refusal.js';
import type { Newsletter } from '../../../src/newsletters/newsletter.js';
import type { Mailbox } from '../../../src/web/mailbox/mailbox.js';
import type { SubscribersDeps } from '../../../src/subscribers/deps.js';
import { createPublicRouter } from '../../../src/web/public/router.js';
import { openSubscribersWorld } from '../../subscribers/world.js';
import { absent, startWeb, type WebOptions } from '../../support/web.js';

const emptyMailbox: Mailbox = { list: async () => [], find: async () => undefined, count: async () => 0 };

const formTo =
  (url: string) =>
  async (path: string, fields: Record<string, string> | [string, string][], headers = {}) =>
    fetch(url + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(fields).toString(),
    });

/** The reader pages over real subscribers in a real database; the archive has two issues of the daily. */
export async function openReaderWeb(
  options: Partial<WebOptions> & Pick<SubscribersDeps, 'afterAnswer'> & { withMailbox?: boolean } = {},
) {
  const world = await openSubscribersWorld(options.afterAnswer ? { afterAnswer: options.afterAnswer } : {});
  const start = async () =>
    startWeb({
      rooms: { newsletters: world.newsletters, subscribers: world.room, issues: archiveOf(world.daily, world.weekly) },
      routers: (deps) => [{ path: '/', router: createPublicRouter(deps) }],
      clock: world.clock,
      tokens: world.tokens,
      ...(options.withMailbox ? { mailbox: emptyMailbox } : {}),
      ...options,
    });
  const web = await start();
  return {
    ...world,
    web,
    form: formTo(web.url),
    /** A second process on the same database. */
    restart: async () => {
      const second = await start();
      return { web: second, form: formTo(second.url) };
    },
    get: async (path: string, headers = {}) => fetch(web.url + path, { headers, redirect: 'manual' }),
    /** The value of a hidden field in a page. */
    hidden: (html: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '',
    close: async () => {
      await web.close();
      world.remove();
    },
  };
}

export type ReaderWeb = Awaited<ReturnType<typeof openReaderWeb>>;

function archiveOf(daily: Newsletter, weekly: Newsletter): IssuesRoom {
  const issues = [
    issue(daily, '2026-11-22', 'Ferry & fog: "all clear" <by noon>'),
    issue(daily, '2026-11-21', 'The tide turns'),
  ];
  const unknown = refuse({ code: 'issue.unknown', kind: 'unknown', detail: 'There is no such issue.' });
  const fake: Pick<IssuesRoom, 'archive' | 'archiveList'> = {
    async archiveList(slug) {
      const newsletter = [daily, weekly].find((one) => one.slug === slug);
      if (newsletter === undefined) return unknown;
      return done({ newsletter, issues: issues.filter((one) => one.newsletterId === newsletter.id) });
    },
    async archive(newsletterSlug, issueSlug) {
      const found = issues.find((one) => one.slug === issueSlug);
      if (found === undefined || newsletterSlug !== daily.slug) return unknown;
      const html = `<!doctype html><html lang="en"><head><title>Issue</title></head><body>
        <h1 style="color:#0b6e75">${found.localDate}</h1><script>document.title = 'ran'</script></body></html>`;
      return done({ issue: found, newsletter: daily, html });
    },
  };
  return Object.assign(absent('issues'), fake);
}

const issue = (newsletter: Newsletter, localDate: string, subject: string): Issue => ({
  id: `issue${localDate}`,
  newsletterId: newsletter.id,
  kind: 'digest',
  localDate,
  editionKey: localDate,
  slug: localDate,
  state: 'done',
  stateReason: null,
  subject,
  preheader: 'And more from the quay',
  note: null,
  edited: false,
  candidatesSince: 0,
  contentHash: 'hash',
  approvedHash: 'hash',
  approvedBy: null,
  approvedAt: null,
  sendAt: null,
  frozenAt: null,
  expectedCount: 0,
  excluded: null,
  batchCount: 0,
  startedAt: Date.parse(`${localDate}T06:00:00Z`),
  finishedAt: null,
  createdAt: Date.parse(`${localDate}T05:30:00Z`),
  updatedAt: Date.parse(`${localDate}T06:00:00Z`),
});
