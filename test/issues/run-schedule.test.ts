import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE } from '../../src/kernel/clock.js';
import { addNewsletter, addReaders, addStory, openIssuesWorld, type IssuesWorld } from '../support/issues-world.js';

/** 22 November 2026, 07:00 in Berlin. */
const DUE = Date.UTC(2026, 10, 22, 6);

let world: IssuesWorld;
beforeEach(async () => {
  world = await openIssuesWorld();
});
afterEach(() => world.remove());

const states = async () => (await world.room.list({ limit: 10 })).map((issue) => [issue.localDate, issue.state]);

describe('an automatic newsletter', () => {
  test('builds a draft before its time, prints it at its time, and ten ticks make one issue', async () => {
    await addNewsletter(world);
    addStory(world, 'Ferry returns');
    await world.room.tick();
    expect(await states()).toEqual([]);
    world.clock.set(DUE - 10 * MINUTE);
    for (let tick = 0; tick < 5; tick++) await world.room.tick();
    expect(await states()).toEqual([['2026-11-22', 'draft']]);
    world.clock.set(DUE);
    for (let tick = 0; tick < 5; tick++) await world.room.tick();
    expect(await states()).toEqual([['2026-11-22', 'preparing']]);
    const [issue] = await world.room.list({ limit: 1 });
    expect(issue).toMatchObject({ subject: 'Ferry returns', approvedBy: 'scheduler', sendAt: DUE });
    expect(issue?.approvedHash).toBe(issue?.contentHash);
  });

  test('takes in a story that came after the draft was built, unless an editor was there', async () => {
    const newsletter = await addNewsletter(world);
    addStory(world, 'First');
    world.clock.set(DUE - 10 * MINUTE);
    await world.room.tick();
    world.clock.advance(MINUTE);
    addStory(world, 'Late and new');
    world.clock.set(DUE);
    await world.room.tick();
    const [issue] = await world.room.list({ newsletterId: newsletter.id, limit: 1 });
    expect(issue?.subject).toBe('Late and new');
  });

  test('has the sources asked before the draft is built and before it is printed, and waits for those that were not', async () => {
    await addNewsletter(world, { leadMinutes: 30 });
    addStory(world, 'First');
    const at = async (time: number) => {
      world.clock.set(time);
      world.sourceRounds.splice(0);
      await world.room.tick();
      return world.sourceRounds.map(({ call, since }) => [call, (since - DUE) / MINUTE]);
    };
    expect(await at(DUE - 34 * MINUTE)).toEqual([]);
    expect(await at(DUE - 33 * MINUTE)).toEqual([['hasten', -33]]);
    expect(await at(DUE - 31 * MINUTE)).toEqual([['hasten', -33]]);
    expect(await at(DUE - 30 * MINUTE)).toEqual([['freshen', -34]]);
    expect(await at(DUE - 20 * MINUTE)).toEqual([]);
    expect(await at(DUE - 2 * MINUTE)).toEqual([['hasten', -3]]);
    expect(await at(DUE)).toEqual([['freshen', -4]]);
    expect(await at(DUE + MINUTE)).toEqual([]);
  });

  test('has the sources asked before its cut-off, after which stories come too late', async () => {
    await addNewsletter(world, { leadMinutes: 10, cutOff: '06:00' });
    world.clock.set(DUE - HOUR - 4 * MINUTE);
    await world.room.tick();
    expect(world.sourceRounds).toEqual([]);
    world.clock.set(DUE - HOUR - 2 * MINUTE);
    await world.room.tick();
    expect(world.sourceRounds).toEqual([{ call: 'hasten', since: DUE - HOUR - 3 * MINUTE }]);
  });

  test('has no source asked for an edition whose time is long gone', async () => {
    await addNewsletter(world);
    world.clock.set(DUE + 10 * HOUR);
    await world.room.tick();
    expect(await states()).toEqual([['2026-11-22', 'skipped']]);
    expect(world.sourceRounds).toEqual([]);
  });

  test('leaves an edited draft as the editor left it', async () => {
    await addNewsletter(world);
    addStory(world, 'First');
    world.clock.set(DUE - 10 * MINUTE);
    await world.room.tick();
    const [draft] = await world.room.list({ limit: 1 });
    await world.room.edit(draft?.id ?? '', { subject: 'My own words' }, 'person:ana');
    addStory(world, 'Late and new');
    world.clock.set(DUE);
    await world.room.tick();
    const view = await world.room.view(draft?.id ?? '');
    expect(view.ok && view.value.issue.subject).toBe('My own words');
    expect(view.ok && view.value.stories).toHaveLength(1);
    expect(view.ok && view.value.issue.state).toBe('preparing');
  });

  test('sends nothing below the minimum, tells the editors once, and keeps the stories for the next issue', async () => {
    await addNewsletter(world, { minArticles: 2 });
    addStory(world, 'Alone');
    world.clock.set(DUE);
    for (let tick = 0; tick < 3; tick++) await world.room.tick();
    expect(await states()).toEqual([['2026-11-22', 'skipped']]);
    expect(world.notices.map((notice) => notice.paragraphs[0])).toEqual([
      'There is 1 story, and an issue needs at least 2.',
    ]);
    addStory(world, 'Company');
    world.clock.advance(24 * HOUR);
    await world.room.tick();
    const [next] = await world.room.list({ limit: 1 });
    const view = await world.room.view(next?.id ?? '');
    expect(view.ok && view.value.stories.map((story) => story.article.title)).toEqual(['Company', 'Alone']);
  });

  test('prints no story twice', async () => {
    await addNewsletter(world);
    addStory(world, 'Yesterday');
    world.clock.set(DUE);
    await world.room.tick();
    world.clock.advance(23 * HOUR);
    addStory(world, 'Today');
    world.clock.advance(HOUR);
    await world.room.tick();
    const [next] = await world.room.list({ limit: 1 });
    const view = await world.room.view(next?.id ?? '');
    expect(view.ok && view.value.stories.map((story) => story.article.title)).toEqual(['Today']);
  });
});

describe('when Pressrun was not running', () => {
  test('an hour late the issue still goes out, once', async () => {
    await addNewsletter(world);
    addStory(world, 'Story');
    world.clock.set(DUE + HOUR);
    await world.room.tick();
    await world.room.tick();
    expect(await states()).toEqual([['2026-11-22', 'preparing']]);
  });

  test('a stale edition is skipped and the editors are told', async () => {
    await addNewsletter(world);
    addStory(world, 'Story');
    world.clock.set(DUE + 7 * HOUR);
    await world.room.tick();
    expect(await states()).toEqual([['2026-11-22', 'skipped']]);
    expect(world.notices).toHaveLength(1);
  });

  test('an approved issue that is too late waits for a person', async () => {
    await addNewsletter(world, { mode: 'review' });
    addStory(world, 'Story');
    world.clock.set(DUE - 10 * MINUTE);
    await world.room.tick();
    const [draft] = await world.room.list({ limit: 1 });
    await world.room.approve(draft?.id ?? '', draft?.contentHash ?? '', 'person:ana');
    world.clock.set(DUE + 8 * HOUR);
    await world.room.tick();
    expect(await states()).toEqual([['2026-11-22', 'paused']]);
    await world.room.resume(draft?.id ?? '', 'person:ana');
    expect(await states()).toEqual([['2026-11-22', 'preparing']]);
  });

  test('a clock that jumps back does not print a second edition', async () => {
    const newsletter = await addNewsletter(world);
    addStory(world, 'Story');
    world.clock.set(DUE);
    await world.room.tick();
    world.clock.set(DUE - 3 * HOUR);
    addStory(world, 'Another');
    await world.room.tick();
    world.clock.set(DUE + MINUTE);
    await world.room.tick();
    expect(await world.room.list({ newsletterId: newsletter.id, limit: 10 })).toHaveLength(1);
  });
});

describe('a newsletter that cannot be printed', () => {
  test('keeps no other from its readers, and the editors are told once', async () => {
    await addNewsletter(world, { slug: 'broken', name: 'Broken' });
    await addNewsletter(world);
    addStory(world, 'Story');
    const whole = { ...world.deps.renderer };
    world.deps.renderer.render = async (edition) => {
      if (edition.newsletter.slug === 'broken') throw new Error('mj-column is not closed');
      return whole.render(edition);
    };
    world.clock.set(DUE);
    await world.room.tick();
    await world.room.tick();
    expect(await states()).toEqual([['2026-11-22', 'preparing']]);
    expect(world.notices.map((notice) => notice.paragraphs[0])).toEqual(['mj-column is not closed']);
  });
});

describe('a newsletter under review', () => {
  test('waits for an editor, and is skipped when nobody comes', async () => {
    await addNewsletter(world, { mode: 'review' });
    addStory(world, 'Story');
    world.clock.set(DUE + HOUR);
    await world.room.tick();
    await world.room.tick();
    expect(await states()).toEqual([['2026-11-22', 'draft']]);
    expect(world.notices.map((notice) => notice.key.split(':')[0])).toEqual(['draft-ready']);
    world.clock.set(DUE + 7 * HOUR);
    await world.room.tick();
    expect(await states()).toEqual([['2026-11-22', 'skipped']]);
  });

  test('a newsletter made after the time of day has its first edition tomorrow', async () => {
    world.clock.set(DUE + HOUR);
    await addNewsletter(world);
    addStory(world, 'Story');
    await world.room.tick();
    expect(await states()).toEqual([]);
    addReaders(world, await addNewsletter(world, { slug: 'weekly', active: false }), 1);
    await world.room.tick();
    expect(await states()).toEqual([]);
  });
});
