import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { orThrow } from '../../src/kernel/refusal.js';
import { changeStory } from '../support/issues-world.js';
import { DUE, openDraftWorld, type DraftWorld } from './draft-world.js';

let world: DraftWorld;
beforeEach(async () => {
  world = await openDraftWorld();
});
afterEach(() => world.remove());

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
    const made = await world.draft();
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
    orThrow(await world.approve(id));
    orThrow(await world.send(id));
    spoil();
    await world.room.prepare(id);
    expect(orThrow(await world.room.variant(id)).html).not.toContain(ID);
    expect(await world.logOf(id)).toContain('The picture of “Harbour” is left out because it cannot be shown.');
  });

  test('and that an approved issue does not show, leaves it as it was approved', async () => {
    const { id } = await draftWithPicture(null);
    orThrow(await world.approve(id));
    orThrow(await world.send(id));
    const { contentHash } = (await world.view(id)).issue;
    world.deps.renderer.render = async () => Promise.reject(new Error('Rendered anew.'));
    spoil();
    await world.room.prepare(id);
    expect((await world.view(id)).issue).toMatchObject({ state: 'sending', contentHash });
    expect(await world.logOf(id)).not.toContainEqual(expect.stringContaining('picture'));
  });
});

describe('a story that is withdrawn', () => {
  test('leaves an edited draft at once, and the next candidate takes its place', async () => {
    const { id, harbour } = await world.draft();
    orThrow(await world.room.edit(id, { note: 'Good morning' }, 'person:ana'));
    changeStory(world, harbour, { retractedAt: world.clock.now() });
    await world.room.tick();
    expect(await world.titles(id)).toEqual(['Ferry', 'Gull']);
    expect((await world.logOf(id))[0]).toContain(
      '“Harbour” is left out because it was withdrawn. In its place: “Gull”.',
    );
  });

  test('after the approval is left out at the last check, and the issue goes out without it', async () => {
    const { id, harbour } = await world.draft();
    orThrow(await world.approve(id));
    changeStory(world, harbour, { retractedAt: world.clock.now() });
    await world.room.tick();
    expect((await world.view(id)).warnings).toContainEqual(expect.stringContaining('Retracted'));
    orThrow(await world.send(id));
    await world.room.prepare(id);
    expect(await world.titles(id)).toEqual(['Ferry', 'Gull']);
    const { issue, log } = await world.view(id);
    expect(issue).toMatchObject({ state: 'sending', expectedCount: 2, approvedBy: 'person:ana' });
    expect(issue.approvedHash).toBe(issue.contentHash);
    expect(log[0]?.words).toBe('“Harbour” is left out because its newsroom took it back. In its place: “Gull”.');
    expect(world.notices.map(({ key }) => key.split(':')[0])).toContain('stories-withdrawn');
  });

  test('because its page answers 404: the lead passes on, with the subject made from it', async () => {
    const { id, ferry } = await world.draft();
    orThrow(await world.approve(id));
    world.gone.set(ferry.id, 404);
    orThrow(await world.send(id));
    await world.room.prepare(id);
    expect(await world.titles(id)).toEqual(['Harbour', 'Gull']);
    expect((await world.view(id)).issue).toMatchObject({ state: 'sending', subject: 'Harbour' });
    expect((await world.logOf(id))[0]).toContain('its page answers 404');
  });

  test('a stand-in that is gone too is passed over', async () => {
    const { id, ferry, gull } = await world.draft();
    world.gone.set(ferry.id, 410);
    orThrow(await world.approve(id));
    orThrow(await world.send(id));
    const before = { ...world.deps.articles };
    /** Known as gone only once it is asked for. */
    world.deps.articles.candidates = async (query) => [...(await before.candidates(query)), gull];
    world.gone.set(gull.id, 404);
    await world.room.prepare(id);
    expect(await world.titles(id)).toEqual(['Harbour']);
    expect(await world.logOf(id)).toHaveLength(2);
  });

  test('with too few left goes back to who approved it, and nobody is written to', async () => {
    const { id, ferry, harbour, gull } = await world.draft({ minArticles: 2 });
    orThrow(await world.approve(id));
    for (const story of [harbour, gull]) world.gone.set(story.id, 404);
    orThrow(await world.send(id));
    await world.room.prepare(id);
    const { issue } = await world.view(id);
    expect(issue).toMatchObject({ state: 'draft', approvedBy: null, frozenAt: null, expectedCount: null });
    expect(issue.stateReason).toBe('There is 1 story, and an issue needs at least 2.');
    expect(world.notices.map(({ key }) => key.split(':')[0])).toContain('too-few');
    expect(ferry.title).toBe('Ferry');
  });

  test('with too few left skips what the schedule approved', async () => {
    const { id, harbour, gull } = await world.draft({ mode: 'automatic', minArticles: 2 });
    world.clock.set(DUE);
    await world.room.tick();
    for (const story of [harbour, gull]) world.gone.set(story.id, 404);
    await world.room.prepare(id);
    expect((await world.view(id)).issue).toMatchObject({ state: 'skipped', frozenAt: DUE });
  });

  test('in a special nothing takes its place', async () => {
    const { ferry, harbour } = await world.draft();
    const special = { newsletter: 'daily', kind: 'special', articles: [ferry.id, harbour.id] };
    const { issue } = orThrow(await world.room.build(special, 'person:ana'));
    orThrow(await world.approve(issue.id));
    world.gone.set(harbour.id, 404);
    orThrow(await world.send(issue.id));
    await world.room.prepare(issue.id);
    expect(await world.titles(issue.id)).toEqual(['Ferry']);
  });
});
