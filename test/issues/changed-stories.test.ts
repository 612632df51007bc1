import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE } from '../../src/kernel/clock.js';
import { orThrow } from '../../src/kernel/refusal.js';
import {
  addNewsletter,
  addReaders,
  addStory,
  changeStory,
  openIssuesWorld,
  type IssuesWorld,
} from '../support/issues-world.js';

/** 22 November 2026, 07:00 in Berlin. */
const DUE = Date.UTC(2026, 10, 22, 6);

let world: IssuesWorld;
beforeEach(async () => {
  world = await openIssuesWorld();
});
afterEach(() => world.remove());

const view = async (id: string) => orThrow(await world.room.view(id));
const titles = async (id: string) => (await view(id)).stories.map(({ article }) => article.title);
const logOf = async (id: string) => (await view(id)).log.map(({ words }) => words);

/** A review digest of two stories, Ferry in front; Gull waits outside. */
async function draft(settings: object = {}) {
  const newsletter = await addNewsletter(world, { mode: 'review', maxArticles: 2, ...settings });
  addReaders(world, newsletter, 2);
  const gull = addStory(world, 'Gull');
  world.clock.advance(MINUTE);
  const harbour = addStory(world, 'Harbour');
  world.clock.advance(MINUTE);
  const ferry = addStory(world, 'Ferry');
  const { issue } = orThrow(await world.room.build({ newsletter: 'daily' }, 'person:ana'));
  return { newsletter, id: issue.id, issue, ferry, harbour, gull };
}

const approve = async (id: string) => world.room.approve(id, (await view(id)).issue.contentHash, 'person:ana');
const send = async (id: string) => world.room.send(id, {}, 'person:ana');

describe('a headline that changes before the send', () => {
  test('is in the draft at once, also in the subject made from it', async () => {
    const { id, ferry, issue } = await draft();
    expect(issue.subject).toBe('Ferry');
    changeStory(world, ferry, { title: 'Ferry sails' });
    await world.room.tick();
    expect((await view(id)).issue).toMatchObject({ state: 'draft', subject: 'Ferry sails' });
    expect(orThrow(await world.room.variant(id)).text).toContain('Ferry sails');
    expect(await logOf(id)).toEqual(['A headline changed: “Ferry” is now “Ferry sails”.']);
  });

  test('leaves the words of an editor alone', async () => {
    const { id, ferry } = await draft();
    orThrow(await world.room.edit(id, { subject: 'My words' }, 'person:ana'));
    changeStory(world, ferry, { title: 'Ferry sails' });
    await world.room.tick();
    expect((await view(id)).issue).toMatchObject({ subject: 'My words', edited: true });
    expect(orThrow(await world.room.variant(id)).text).toContain('Ferry sails');
  });

  test('voids an approval, and the editors are told what changed', async () => {
    const { id, ferry } = await draft();
    orThrow(await approve(id));
    changeStory(world, ferry, { title: 'Ferry sails' });
    await world.room.tick();
    expect((await view(id)).issue).toMatchObject({ state: 'draft', approvedHash: null, sendAt: null });
    const told = world.notices.find(({ key }) => key.startsWith('approval-void'));
    expect(told?.paragraphs[0]).toBe('A headline changed: “Ferry” is now “Ferry sails”.');
  });

  test('stops a send between two ticks: what was approved is not what would go out', async () => {
    const { id, ferry } = await draft();
    orThrow(await approve(id));
    changeStory(world, ferry, { title: 'Ferry sails' });
    expect(await send(id)).toMatchObject({ ok: false, refusal: { code: 'issue.changed' } });
    orThrow(await approve(id));
    orThrow(await send(id));
    await world.room.prepare(id);
    expect(orThrow(await world.room.variant(id)).text).toContain('Ferry sails');
  });

  test('goes out with an automatic newsletter, whoever approved the old one', async () => {
    const { id, ferry } = await draft({ mode: 'automatic' });
    orThrow(await approve(id));
    changeStory(world, ferry, { title: 'Ferry sails' });
    world.clock.set(DUE);
    await world.room.tick();
    expect((await view(id)).issue).toMatchObject({
      state: 'preparing',
      approvedBy: 'scheduler',
      subject: 'Ferry sails',
    });
  });

  test('a change nobody can see leaves the approval, and is looked at once', async () => {
    const { id, ferry } = await draft();
    orThrow(await approve(id));
    changeStory(world, ferry, { title: 'Ferry' });
    await world.room.tick();
    expect((await view(id)).issue.state).toBe('approved');
    expect(await world.issues.outdated()).toEqual([]);
  });
});

describe('a picture that turns out to be none', () => {
  const ID = 'picture0000harbour';
  const URL = 'https://lantern.example/harbour.jpg';
  const image = { url: URL, width: 900, height: 600, alt: '', credit: null };

  /** A draft whose stories have the picture; only what the map says is shown. */
  async function draftWithPicture(shown: string | null) {
    world.deps.articles.shownPictures = async () => new Map([[URL, shown]]);
    world.db.sqlite
      .prepare("INSERT INTO pictures (id, url, state, next_at, created_at) VALUES (?, ?, 'waiting', 0, 0)")
      .run(ID, URL);
    const made = await draft();
    changeStory(world, made.harbour, { image });
    world.db.sqlite.prepare('UPDATE articles SET image_url = ? WHERE id = ?').run(URL, made.harbour.id);
    orThrow(await world.room.edit(made.id, { note: 'With a picture' }, 'person:ana'));
    return made;
  }
  const spoil = () => {
    world.db.sqlite.prepare("UPDATE pictures SET state = 'unusable', settled_at = ?").run(world.clock.now());
    world.deps.articles.shownPictures = async () => new Map([[URL, null]]);
  };

  test('leaves a draft that shows it, which is rendered anew once', async () => {
    const { id } = await draftWithPicture(`/pictures/${ID}.jpg`);
    expect(orThrow(await world.room.variant(id)).html).toContain(ID);
    spoil();
    expect(await world.issues.outdated()).toHaveLength(1);
    await world.room.tick();
    expect(orThrow(await world.room.variant(id)).html).not.toContain(ID);
    expect(await world.issues.outdated()).toEqual([]);
  });

  test('and that a draft does not show, changes nothing', async () => {
    await draftWithPicture(null);
    spoil();
    expect(await world.issues.outdated()).toEqual([]);
  });

  test('is left out of an approved issue that shows it, and the log says so', async () => {
    const { id } = await draftWithPicture(`/pictures/${ID}.jpg`);
    orThrow(await approve(id));
    orThrow(await send(id));
    spoil();
    await world.room.prepare(id);
    expect(orThrow(await world.room.variant(id)).html).not.toContain(ID);
    expect(await logOf(id)).toContain('The picture of “Harbour” is left out because it cannot be shown.');
  });

  test('and that an approved issue does not show, leaves it as it was approved', async () => {
    const { id } = await draftWithPicture(null);
    orThrow(await approve(id));
    orThrow(await send(id));
    const { contentHash } = (await view(id)).issue;
    world.deps.renderer.render = async () => Promise.reject(new Error('Rendered anew.'));
    spoil();
    await world.room.prepare(id);
    expect((await view(id)).issue).toMatchObject({ state: 'sending', contentHash });
    expect(await logOf(id)).not.toContainEqual(expect.stringContaining('picture'));
  });
});

describe('a story that is withdrawn', () => {
  test('leaves an edited draft at once, and the next candidate takes its place', async () => {
    const { id, harbour } = await draft();
    orThrow(await world.room.edit(id, { note: 'Good morning' }, 'person:ana'));
    changeStory(world, harbour, { retractedAt: world.clock.now() });
    await world.room.tick();
    expect(await titles(id)).toEqual(['Ferry', 'Gull']);
    expect((await logOf(id))[0]).toContain('“Harbour” is left out because it was withdrawn. In its place: “Gull”.');
  });

  test('after the approval is left out at the last check, and the issue goes out without it', async () => {
    const { id, harbour } = await draft();
    orThrow(await approve(id));
    changeStory(world, harbour, { retractedAt: world.clock.now() });
    await world.room.tick();
    expect((await view(id)).warnings).toContainEqual(expect.stringContaining('Retracted'));
    orThrow(await send(id));
    await world.room.prepare(id);
    expect(await titles(id)).toEqual(['Ferry', 'Gull']);
    const { issue, log } = await view(id);
    expect(issue).toMatchObject({ state: 'sending', expectedCount: 2, approvedBy: 'person:ana' });
    expect(issue.approvedHash).toBe(issue.contentHash);
    expect(log[0]?.words).toBe('“Harbour” is left out because its newsroom took it back. In its place: “Gull”.');
    expect(world.notices.map(({ key }) => key.split(':')[0])).toContain('stories-withdrawn');
  });

  test('because its page answers 404: the lead passes on, with the subject made from it', async () => {
    const { id, ferry } = await draft();
    orThrow(await approve(id));
    world.gone.set(ferry.id, 404);
    orThrow(await send(id));
    await world.room.prepare(id);
    expect(await titles(id)).toEqual(['Harbour', 'Gull']);
    expect((await view(id)).issue).toMatchObject({ state: 'sending', subject: 'Harbour' });
    expect((await logOf(id))[0]).toContain('its page answers 404');
  });

  test('a stand-in that is gone too is passed over', async () => {
    const { id, ferry, gull } = await draft();
    world.gone.set(ferry.id, 410);
    orThrow(await approve(id));
    orThrow(await send(id));
    const before = { ...world.deps.articles };
    /** Known as gone only once it is asked for. */
    world.deps.articles.candidates = async (query) => [...(await before.candidates(query)), gull];
    world.gone.set(gull.id, 404);
    await world.room.prepare(id);
    expect(await titles(id)).toEqual(['Harbour']);
    expect(await logOf(id)).toHaveLength(2);
  });

  test('with too few left goes back to who approved it, and nobody is written to', async () => {
    const { id, ferry, harbour, gull } = await draft({ minArticles: 2 });
    orThrow(await approve(id));
    for (const story of [harbour, gull]) world.gone.set(story.id, 404);
    orThrow(await send(id));
    await world.room.prepare(id);
    const { issue } = await view(id);
    expect(issue).toMatchObject({ state: 'draft', approvedBy: null, frozenAt: null, expectedCount: null });
    expect(issue.stateReason).toBe('There is 1 story, and an issue needs at least 2.');
    expect(world.notices.map(({ key }) => key.split(':')[0])).toContain('too-few');
    expect(ferry.title).toBe('Ferry');
  });

  test('with too few left skips what the schedule approved', async () => {
    const { id, harbour, gull } = await draft({ mode: 'automatic', minArticles: 2 });
    world.clock.set(DUE);
    await world.room.tick();
    for (const story of [harbour, gull]) world.gone.set(story.id, 404);
    await world.room.prepare(id);
    expect((await view(id)).issue).toMatchObject({ state: 'skipped', frozenAt: DUE });
  });

  test('in a special nothing takes its place', async () => {
    const { ferry, harbour } = await draft();
    const special = { newsletter: 'daily', kind: 'special', articles: [ferry.id, harbour.id] };
    const { issue } = orThrow(await world.room.build(special, 'person:ana'));
    orThrow(await approve(issue.id));
    world.gone.set(harbour.id, 404);
    orThrow(await send(issue.id));
    await world.room.prepare(issue.id);
    expect(await titles(issue.id)).toEqual(['Ferry']);
  });
});

/** The same draft an hour after it was sent. */
async function sent() {
  const made = await draft();
  orThrow(await approve(made.id));
  orThrow(await send(made.id));
  await world.room.prepare(made.id);
  world.clock.advance(HOUR);
  return made;
}

describe('a story that changes after the send', () => {
  test('is a correction candidate with both wordings, until somebody decides', async () => {
    const { id, ferry } = await sent();
    expect(await world.room.corrections()).toEqual([]);
    changeStory(world, ferry, { title: 'Ferry does not sail' });
    const [candidate] = await world.room.corrections();
    expect(candidate).toMatchObject({ issueId: id, sent: { title: 'Ferry' }, now: { title: 'Ferry does not sail' } });
    const decision = { issue: id, article: ferry.id, version: 2, decision: 'dismissed' };
    expect(await world.room.decideCorrection(decision, 'person:ana')).toMatchObject({ ok: true });
    expect(await world.room.corrections()).toEqual([]);
    changeStory(world, ferry, { title: 'Ferry sails tomorrow' });
    expect(await world.room.corrections()).toMatchObject([{ sentVersion: 1, version: 3 }]);
  });

  test('and back again is none', async () => {
    const { ferry } = await sent();
    changeStory(world, ferry, { title: 'Ferry does not sail' });
    changeStory(world, ferry, { title: 'Ferry' });
    expect(await world.room.corrections()).toEqual([]);
  });

  test('is one too when it is taken back; the issue that was sent stays as it was', async () => {
    const { id, ferry } = await sent();
    changeStory(world, ferry, { retractedAt: world.clock.now() });
    await world.room.tick();
    expect(await world.room.corrections({ issueId: id })).toMatchObject([
      { articleId: ferry.id, now: { title: 'Ferry' } },
    ]);
    expect(orThrow(await world.room.variant(id)).text).toContain('Ferry');
  });

  test('a decision about no story of the issue, or without a version, is refused by name', async () => {
    const { id } = await sent();
    const wrong = { issue: id, article: 'nothing', version: 1, decision: 'dismissed' };
    expect(await world.room.decideCorrection(wrong, 'person:ana')).toMatchObject({
      refusal: { code: 'correction.unknown' },
    });
    expect(await world.room.decideCorrection({ ...wrong, version: 'two' }, 'person:ana')).toMatchObject({
      refusal: { errors: [{ field: 'version' }] },
    });
  });
});

describe('the reasons of an issue', () => {
  test('follow what editors do, and are kept as they were when it went out', async () => {
    const { id, ferry, harbour, gull } = await draft();
    const reasons = async () =>
      (await view(id)).choices.map(({ article, chosen, reason }) => [article.title, chosen, reason]);
    expect(await reasons()).toEqual([
      ['Ferry', true, 'newest'],
      ['Harbour', true, 'newest'],
      ['Gull', false, 'issue-full'],
    ]);
    orThrow(await world.room.edit(id, { articles: [gull.id, ferry.id] }, 'person:ana'));
    world.clock.advance(MINUTE);
    addStory(world, 'Late');
    const edited = [
      ['Gull', true, 'editor'],
      ['Ferry', true, 'newest'],
      ['Late', false, 'came-later'],
      ['Harbour', false, 'issue-full'],
    ];
    expect(await reasons()).toEqual(edited);
    orThrow(await approve(id));
    orThrow(await send(id));
    await world.room.prepare(id);
    addStory(world, 'Much later');
    expect(await reasons()).toEqual(edited);
    expect(harbour.title).toBe('Harbour');
  });
});

describe('the cut-off', () => {
  test('keeps later stories for the next issue, which finds them', async () => {
    await addNewsletter(world, { cutOff: '06:00' });
    addStory(world, 'Early');
    world.clock.set(DUE - 90 * MINUTE);
    addStory(world, 'Before it');
    world.clock.set(DUE - 30 * MINUTE);
    addStory(world, 'Late');
    world.clock.set(DUE);
    await world.room.tick();
    const [first] = await world.room.list({ limit: 1 });
    expect(await titles(first?.id ?? '')).toEqual(['Before it', 'Early']);
    world.clock.set(DUE + 24 * HOUR);
    await world.room.tick();
    const [next] = await world.room.list({ limit: 1 });
    expect(next?.id).not.toBe(first?.id);
    expect(await titles(next?.id ?? '')).toEqual(['Late']);
  });
});
