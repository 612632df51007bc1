import { createIssueStore } from '../../db/issue-store.js';
import { createNewsletterStore } from '../../db/newsletter-store.js';
import type { Article } from '../../src/articles/article.js';
import type { Candidate } from '../../src/articles/article-store.js';
import type { ArticlesRoom } from '../../src/articles/room.js';
import { openIssuesRoom } from '../../src/issues/open-room.js';
import type { Job } from '../../src/kernel/bell.js';
import type { EditorNotice } from '../../src/kernel/editor-notices.js';
import type { Newsletter } from '../../src/newsletters/newsletter.js';
import { openNewslettersRoom } from '../../src/newsletters/open-room.js';
import type { IssuesDeps } from '../../src/issues/issues-deps.js';
import { blankStory } from './blank-story.js';
import { openTestDatabase } from './database.js';
import { fakeClock, seededRandom, silentLogger, testIds } from './determinism.js';

/** A time the issues room had the sources asked. */
export interface SourceRound {
  readonly call: 'hasten' | 'freshen';
  readonly since: number;
}

/** Real: SQLite, newsletters room, issues room. Written for the test: articles, renderer, notices, bell. */
export async function openIssuesWorld(start = Date.UTC(2026, 10, 22, 4)) {
  const { db, remove } = openTestDatabase();
  const clock = fakeClock(start);
  const newId = testIds(clock);
  const issues = createIssueStore({ db });
  const newsletters = openNewslettersRoom({
    store: createNewsletterStore({ db }),
    clock,
    newId,
    defaultNewsroom: {
      name: 'The Harbour Lantern',
      tagline: '',
      siteUrl: 'https://lantern.example',
      language: 'en',
      mailFrom: 'The Harbour Lantern <news@lantern.example>',
      replyTo: null,
      postalAddress: '1 Quay, Harbour',
      accentColor: '#9b1c1c',
      support: null,
      licence: null,
      privacyUrl: null,
      remindAfterDays: null,
      softBounces: { days: 3, within: 30 },
    },
  });
  const rung: Job[] = [];
  const notices: EditorNotice[] = [];
  const stories = new Map<string, Candidate>();
  const sourceRounds: SourceRound[] = [];
  const gone = new Map<string, number>();
  const deps: IssuesDeps = {
    issues,
    newsletters,
    articles: inMemoryArticles({ stories, gone, rounds: sourceRounds }, db),
    renderer: { render: async (edition) => printed(edition) },
    notices: { tell: async (notice) => void (notices.some((n) => n.key === notice.key) || notices.push(notice)) },
    bell: { ring: (jobs) => void rung.push(...jobs) },
    clock,
    newId,
    random: seededRandom('issues'),
    logger: silentLogger,
    baseUrl: 'http://127.0.0.1:3000',
  };
  return {
    db,
    remove,
    clock,
    newId,
    issues,
    newsletters,
    deps,
    room: openIssuesRoom(deps),
    rung,
    notices,
    stories,
    sourceRounds,
    gone,
  };
}

export type IssuesWorld = Awaited<ReturnType<typeof openIssuesWorld>>;

const printed = ({ subject, stories, note }: Parameters<IssuesDeps['renderer']['render']>[0]) => {
  const body = [
    subject,
    note ?? '',
    ...stories.flatMap(({ article }) => [article.title, article.image?.url ?? []]),
  ].join('\n');
  return { html: `<p>${body}</p>`, text: body };
};

const unused = async (): Promise<never> => {
  throw new Error('Not part of this world.');
};

type TestDb = ReturnType<typeof openTestDatabase>['db'];

interface Newsdesk {
  readonly stories: Map<string, Candidate>;
  readonly gone: ReadonlyMap<string, number>;
  readonly rounds: SourceRound[];
}

function inMemoryArticles({ stories, gone, rounds }: Newsdesk, db: TestDb): ArticlesRoom {
  const printedElsewhere = db.sqlite.prepare(
    `SELECT 1 FROM issue_articles ia JOIN issues i ON i.id = ia.issue_id
     WHERE ia.article_id = ? AND i.id <> ? AND (i.state NOT IN ('cancelled', 'skipped') OR (i.state = 'cancelled' AND i.started_at IS NOT NULL))`,
  );
  return {
    addSource: unused,
    addArticle: unused,
    sources: async () => [],
    fetchSource: unused,
    dueSources: async () => [],
    fetchDueSource: unused,
    hasten: async (_newsletterId, { since }) => void rounds.push({ call: 'hasten', since }),
    freshen: async (_newsletterId, { since }) => void rounds.push({ call: 'freshen', since }),
    answerHub: unused,
    receivePush: unused,
    push: unused,
    retract: unused,
    byIds: async (ids) => ids.flatMap((id) => stories.get(id) ?? []),
    leftOut: async () => [],
    shownPictures: async () => new Map(),
    duePictures: async () => [],
    copyPicture: unused,
    picture: unused,
    checkLinks: async (articles) =>
      new Map(articles.flatMap(({ id }) => (gone.has(id) ? [[id, gone.get(id) ?? 404] as const] : []))),
    candidates: async ({ since, forIssue = '' }) =>
      [...stories.values()].filter(
        (story) =>
          story.addedAt >= since &&
          story.retractedAt === null &&
          !gone.has(story.id) &&
          printedElsewhere.get(story.id, forIssue) === undefined,
      ),
  };
}

/** Adds a story first seen now. */
export function addStory(
  world: IssuesWorld,
  title: string,
  change: Partial<Article> & { section?: string } = {},
): Candidate {
  const id = world.newId();
  const at = world.clock.now();
  const story = blankStory(
    { id, url: `https://lantern.example/${id}`, title, at },
    { newsletterSection: change.section ?? null, ...change },
  );
  world.stories.set(id, story);
  world.db.sqlite
    .prepare(
      `INSERT INTO articles (id, canonical_url, url, title, first_seen_at, updated_at, version, content_hash)
       VALUES (?, ?, ?, ?, ?, ?, 1, '')`,
    )
    .run(id, story.url, story.url, title, at, at);
  keepVersion(world, id);
  return story;
}

/** The story says something else from now on, or was taken back. */
export function changeStory(world: IssuesWorld, { id }: Candidate, change: Partial<Article>): void {
  const old = world.stories.get(id);
  if (old === undefined) throw new Error(`There is no story ${id}.`);
  const version = change.title === undefined ? old.version : old.version + 1;
  const story = { ...old, ...change, version, updatedAt: world.clock.now() };
  world.stories.set(id, story);
  world.db.sqlite
    .prepare('UPDATE articles SET title = ?, version = ?, retracted_at = ?, updated_at = ? WHERE id = ?')
    .run(story.title, version, story.retractedAt, story.updatedAt, id);
  if (version !== old.version) keepVersion(world, id);
}

const keepVersion = ({ db }: IssuesWorld, id: string) =>
  db.sqlite
    .prepare(
      `INSERT INTO article_versions (article_id, version, title, url, at)
       SELECT id, version, title, url, updated_at FROM articles WHERE id = ?`,
    )
    .run(id);

export async function addNewsletter(world: IssuesWorld, settings: object = {}): Promise<Newsletter> {
  const created = await world.newsletters.create({
    slug: 'daily',
    name: 'The Daily',
    schedule: { time: '07:00', timeZone: 'Europe/Berlin' },
    mode: 'automatic',
    ...settings,
  });
  if (!created.ok) throw new Error(created.refusal.detail);
  return created.value;
}

/** Readers straight into the tables, `state` for all of them. */
export function addReaders(
  world: Pick<IssuesWorld, 'db' | 'clock' | 'newId'>,
  newsletter: Newsletter,
  count: number,
  state = 'active',
): string[] {
  const at = world.clock.now();
  const reader = world.db.sqlite.prepare(
    'INSERT INTO subscribers (id, email, normalised_email, address_hash, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  const subscription = world.db.sqlite.prepare(
    'INSERT INTO subscriptions (subscriber_id, newsletter_id, state, changed_at) VALUES (?, ?, ?, ?)',
  );
  return world.db.write(() =>
    Array.from({ length: count }, () => {
      const id = world.newId();
      reader.run(id, `${id}@reader.example`, `${id}@reader.example`, `hash-${id}`, at);
      subscription.run(id, newsletter.id, state, at);
      return id;
    }),
  );
}
