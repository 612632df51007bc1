import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY, MINUTE } from '../../src/kernel/clock.js';
import { orThrow } from '../../src/kernel/refusal.js';
import type { Issue } from '../../src/issues/issue.js';
import type { Newsletter } from '../../src/newsletters/newsletter.js';
import { addNewsletter, addReaders, addStory, openIssuesWorld, type IssuesWorld } from '../support/issues-world.js';

/** Sunday 22 November 2026, 07:00 in Berlin. */
const SUNDAY = Date.UTC(2026, 10, 22, 6);
const SECTIONS = [{ name: 'Politics' }, { name: 'Sport' }];

let world: IssuesWorld;
let newsletter: Newsletter;
beforeEach(async () => {
  world = await openIssuesWorld(SUNDAY - 8 * DAY);
  newsletter = await addNewsletter(world, { sections: SECTIONS, minArticles: 1, maxArticles: 4 });
});
afterEach(() => world.remove());

/** So many readers with these wishes. */
function readers(count: number, wish: { frequency?: string; topics?: readonly string[] } = {}): void {
  const set = world.db.sqlite.prepare('UPDATE subscriptions SET frequency = ?, topics = ? WHERE subscriber_id = ?');
  for (const id of addReaders(world, newsletter, count))
    set.run(wish.frequency ?? 'every', wish.topics === undefined ? null : JSON.stringify(wish.topics), id);
}

const issues = async () => world.room.list({ newsletterId: newsletter.id, limit: 50 });
const prepared = async ({ id }: Issue) => {
  await world.room.prepare(id);
  const issue = (await issues()).find((one) => one.id === id);
  return { audience: issue?.expectedCount, excluded: issue?.excluded };
};

/** An issue of one story, approved and started. */
async function send(kind: string, section?: string): Promise<Issue> {
  const story = addStory(world, `${kind} of ${section ?? 'none'}`, section === undefined ? {} : { section });
  const { issue: draft } = orThrow(
    await world.room.build({ newsletter: newsletter.slug, kind, articles: [story.id] }, 'person:ana'),
  );
  world.db.sqlite.prepare('UPDATE issue_articles SET section = ? WHERE issue_id = ?').run(section ?? null, draft.id);
  orThrow(await world.room.approve(draft.id, draft.contentHash, 'person:ana'));
  return orThrow(await world.room.send(draft.id, {}, 'person:ana'));
}

describe('how often', () => {
  beforeEach(() => {
    readers(5);
    readers(3, { frequency: 'weekly' });
    readers(2, { frequency: 'urgent' });
  });

  test('a digest and a special are for who wants every issue', async () => {
    for (const kind of ['digest', 'special'])
      expect(await prepared(await send(kind))).toEqual({ audience: 5, excluded: { frequency: 5 } });
  });

  test('urgent news is for them and for who wants nothing else', async () => {
    expect(await prepared(await send('urgent'))).toEqual({ audience: 7, excluded: { frequency: 3 } });
  });

  test('a newsletter that comes once a week is its own best-of', async () => {
    const schedule = { time: '07:00', days: ['sun'], timeZone: 'Europe/Berlin' };
    orThrow(await world.newsletters.update(newsletter.id, { schedule }));
    expect(await prepared(await send('digest'))).toEqual({ audience: 8, excluded: { frequency: 2 } });
    world.clock.set(SUNDAY);
    addStory(world, 'New');
    await world.room.tick();
    expect((await issues()).filter(({ slug }) => slug.startsWith('weekly'))).toEqual([]);
  });
});

describe('topics', () => {
  beforeEach(() => {
    readers(5);
    readers(4, { topics: ['Sport'] });
    readers(3, { topics: ['Sport', 'Politics'] });
    readers(2, { topics: ['A section that was given up'] });
    readers(1, { topics: [] });
  });

  test.each([
    ['Sport', 15, {}],
    ['Politics', 11, { topics: 4 }],
    [undefined, 8, { topics: 7 }],
  ] as const)('a digest with a story of %s goes to %i readers', async (section, audience, excluded) => {
    expect(await prepared(await send('digest', section))).toEqual({ audience, excluded });
  });

  test('urgent news of no section is for everybody, of a section for those who want it', async () => {
    expect(await prepared(await send('urgent'))).toEqual({ audience: 15, excluded: {} });
    expect(await prepared(await send('urgent', 'Politics'))).toEqual({ audience: 11, excluded: { topics: 4 } });
  });
});

const bestOf = async () => (await issues()).filter(({ slug }) => slug.startsWith('weekly'));

/** A digest a day from Monday to Sunday, three stories each; ends on Sunday when all is prepared. */
async function printAWeek(): Promise<void> {
  for (let day = 6; day >= 0; day -= 1) {
    const due = SUNDAY - day * DAY;
    world.clock.set(due - 10 * MINUTE);
    for (const place of ['third', 'second', 'lead']) {
      world.clock.advance(MINUTE);
      addStory(world, `${place} ${6 - day}`);
    }
    world.clock.set(due);
    for (let tick = 0; tick < 3; tick += 1) await world.room.tick();
  }
}

describe('the best of the week', () => {
  test('comes once, on the last day of the week, with the leads, to who wants it alone', async () => {
    readers(5);
    readers(3, { frequency: 'weekly' });
    await printAWeek();
    const [issue, ...others] = await bestOf();
    expect(others).toEqual([]);
    expect(issue).toMatchObject({ slug: 'weekly-2026-11-22', state: 'preparing', approvedBy: 'scheduler' });
    if (issue === undefined) return;
    const view = orThrow(await world.room.view(issue.id));
    expect(view.stories.map(({ article }) => article.title)).toEqual(['lead 6', 'lead 5', 'lead 4', 'lead 3']);
    expect(await prepared(issue)).toEqual({ audience: 3, excluded: { frequency: 5 } });
  });

  test('has a story of two digests once, and none that is gone', async () => {
    readers(3, { frequency: 'weekly' });
    world.clock.set(SUNDAY - DAY - 10 * MINUTE);
    const twice = addStory(world, 'Twice');
    world.clock.advance(MINUTE);
    const gone = addStory(world, 'Gone');
    world.clock.set(SUNDAY - DAY);
    await world.room.tick();
    const [saturday] = await issues();
    world.clock.set(SUNDAY - 10 * MINUTE);
    addStory(world, 'Sunday');
    await world.room.tick();
    const sunday = (await issues()).find(({ slug }) => slug === '2026-11-22');
    world.stories.set(gone.id, { ...gone, goneAt: world.clock.now() });
    world.db.sqlite
      .prepare('INSERT INTO issue_articles (issue_id, article_id, position, version) VALUES (?, ?, 9, 1)')
      .run(sunday?.id, twice.id);
    world.db.sqlite.prepare("UPDATE issues SET state = 'done' WHERE id IN (?, ?)").run(saturday?.id, sunday?.id);
    world.clock.set(SUNDAY);
    await world.room.tick();
    const [issue] = await bestOf();
    await world.room.prepare(issue?.id ?? '');
    const view = orThrow(await world.room.view(issue?.id ?? ''));
    expect(view.stories.map(({ article }) => article.title)).toEqual(['Sunday', 'Twice']);
    const chosen = view.choices.filter((choice) => choice.chosen);
    const because = ['best-of', 'A digest of this week had it.'];
    expect(chosen.map(({ reason, words }) => [reason, words])).toEqual([because, because]);
  });

  test('takes no story from the digests, and does not move where they begin', async () => {
    readers(3, { frequency: 'weekly' });
    await printAWeek();
    world.clock.set(SUNDAY + DAY - 10 * MINUTE);
    addStory(world, 'Monday');
    world.clock.set(SUNDAY + DAY);
    await world.room.tick();
    const [monday] = await issues();
    expect(monday).toMatchObject({ slug: '2026-11-23', subject: 'Monday' });
    expect(await bestOf()).toHaveLength(1);
  });

  test('is not made where nobody wants it', async () => {
    readers(5);
    await printAWeek();
    expect(await bestOf()).toEqual([]);
    expect((await issues()).filter(({ state }) => state !== 'skipped')).toHaveLength(7);
  });
});
