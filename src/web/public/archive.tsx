import { Router } from 'express';
import type { JSX } from 'preact';
import { isBestOf } from '../../issues/best-of.js';
import type { Issue } from '../../issues/issue.js';
import type { Newsletter } from '../../newsletters/newsletter.js';
import type { Newsroom } from '../../newsletters/newsroom.js';
import { ButtonLink } from '../components.js';
import { Layout } from '../layout.js';
import { sendRefusal } from '../refusals.js';
import { renderPage } from '../render.js';
import { sendMailHtml } from '../security-headers.js';
import type { WebDeps } from '../web-deps.js';
import { archiveFeed } from './archive-feed.js';
import { ReaderNav } from './reader-nav.js';
import { dayInWords, scheduleInWords } from './words.js';

/** Past issues: a list, each as it was mailed, and an Atom feed. */
export function createArchiveRouter({ rooms, baseUrl }: WebDeps): Router {
  const router = Router();
  router.get('/archive/:newsletter', async (req, res) => {
    const list = await rooms.issues.archiveList(req.params.newsletter);
    if (!list.ok) return sendRefusal(req, res, list.refusal);
    const newsroom = await rooms.newsletters.newsroom();
    renderPage(res, <ArchivePage newsroom={newsroom} {...list.value} />);
  });
  router.get('/archive/:newsletter/feed.xml', async (req, res) => {
    const list = await rooms.issues.archiveList(req.params.newsletter);
    if (!list.ok) return sendRefusal(req, res, list.refusal);
    const newsroom = await rooms.newsletters.newsroom();
    res.set('Cache-Control', 'public, max-age=300').type('application/atom+xml');
    res.send(archiveFeed({ newsroom, baseUrl, ...list.value }));
  });
  router.get('/archive/:newsletter/:slug', async (req, res) => {
    const found = await rooms.issues.archive(req.params.newsletter, req.params.slug);
    if (!found.ok) return sendRefusal(req, res, found.refusal);
    sendMailHtml(res, found.value.html, { baseUrl });
  });
  return router;
}

function ArchivePage(props: { newsroom: Newsroom; newsletter: Newsletter; issues: readonly Issue[] }): JSX.Element {
  const { newsroom, newsletter, issues } = props;
  return (
    <Layout
      title={newsletter.name}
      newsroom={newsroom}
      nav={<ReaderNav />}
      description={newsletter.description}
      feed={`/archive/${newsletter.slug}/feed.xml`}
    >
      <p class="kicker">Past issues</p>
      <h1 lang={newsletter.language}>{newsletter.name}</h1>
      <p class="lead" lang={newsletter.language}>
        {newsletter.description}
      </p>
      <p class="hint">{scheduleInWords(newsletter.schedule)}</p>
      <p class="actions">
        <ButtonLink href={`/subscribe?newsletter=${newsletter.slug}`} look="primary">
          Subscribe
        </ButtonLink>
        <ButtonLink href={`/archive/${newsletter.slug}/feed.xml`} look="quiet">
          Feed
        </ButtonLink>
      </p>
      <hr />
      {issues.length === 0 ? <p>The first issue is still to come.</p> : null}
      <ul class="entries">
        {issues.map((issue) => (
          <li key={issue.id}>
            <a class="entry" href={`/archive/${newsletter.slug}/${issue.slug}`} lang={newsletter.language}>
              <span class="entry-title">{issue.subject}</span>
              <time datetime={issue.localDate} lang="en">
                {dayInWords(issue.localDate)}
                {isBestOf(issue) ? ' · The best of the week' : ''}
              </time>
            </a>
          </li>
        ))}
      </ul>
    </Layout>
  );
}
