import { Router } from 'express';
import type { JSX } from 'preact';
import type { Issue } from '../../issues/issue.js';
import type { Newsletter } from '../../newsletters/newsletter.js';
import type { Newsroom } from '../../newsletters/newsroom.js';
import { Card } from '../components.js';
import { Layout } from '../layout.js';
import { renderPage } from '../render.js';
import type { WebDeps } from '../web-deps.js';
import { ReaderNav } from './reader-nav.js';
import { SignUpForm, signUpNonce } from './sign-up-form.js';
import { dayInWords, scheduleInWords } from './words.js';

/** `GET /`: what the newsroom sends, the last issues, and the form. */
export function createHomeRouter(deps: WebDeps): Router {
  const { rooms } = deps;
  const router = Router();
  router.get('/', async (_req, res) => {
    const newsroom = await rooms.newsletters.newsroom();
    const newsletters = (await rooms.newsletters.all()).filter((newsletter) => newsletter.active);
    const shelves = await Promise.all(
      newsletters.map(async (newsletter) => {
        const list = await rooms.issues.archiveList(newsletter.slug);
        return { newsletter, latest: list.ok ? list.value.issues[0] : undefined };
      }),
    );
    renderPage(res, <HomePage newsroom={newsroom} shelves={shelves} nonce={signUpNonce(deps)} />);
  });
  return router;
}

interface Shelf {
  readonly newsletter: Newsletter;
  readonly latest: Issue | undefined;
}

function HomePage(props: { newsroom: Newsroom; shelves: readonly Shelf[]; nonce: string }): JSX.Element {
  const { newsroom, shelves, nonce } = props;
  const newsletters = shelves.map((shelf) => shelf.newsletter);
  return (
    <Layout title={newsroom.name} newsroom={newsroom} description={newsroom.tagline} nav={<ReaderNav at="home" />}>
      <h1>The news, in your inbox</h1>
      {newsletters.length === 0 ? (
        <p class="lead">There is no newsletter to subscribe to yet. Come back soon.</p>
      ) : (
        <>
          <p class="lead">Written by {newsroom.name}, sent only to people who ask for it. One click stops it.</p>
          <Card>
            <SignUpForm
              newsroomName={newsroom.name}
              newsletters={newsletters}
              chosen={firstOf(newsletters)}
              nonce={nonce}
            />
          </Card>
          <h2>Read before you subscribe</h2>
          <ul class="entries">
            {shelves.map((shelf) => (
              <ShelfEntry key={shelf.newsletter.id} {...shelf} />
            ))}
          </ul>
        </>
      )}
    </Layout>
  );
}

const firstOf = (newsletters: readonly Newsletter[]): readonly string[] =>
  newsletters.slice(0, 1).map((newsletter) => newsletter.slug);

function ShelfEntry({ newsletter, latest }: Shelf): JSX.Element {
  return (
    <li>
      <a class="entry" href={`/archive/${newsletter.slug}`}>
        <span class="kicker">{newsletter.name}</span>
        <span class="entry-title">{latest?.subject ?? 'The first issue is still to come'}</span>
        {latest === undefined ? (
          <span class="hint">{scheduleInWords(newsletter.schedule)}</span>
        ) : (
          <time datetime={latest.localDate}>{dayInWords(latest.localDate)}</time>
        )}
      </a>
    </li>
  );
}
