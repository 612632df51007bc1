import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE } from '../../src/kernel/clock.js';
import { orThrow } from '../../src/kernel/refusal.js';
import { addNewsletter, addStory } from '../support/issues-world.js';
import { DUE, openDraftWorld, type DraftWorld } from './draft-world.js';

let world: DraftWorld;
beforeEach(async () => {
  world = await openDraftWorld();
});
afterEach(() => world.remove());

describe('the reasons of an issue', () => {
  test('follow what editors do, and are kept as they were when it went out', async () => {
    const { id, ferry, harbour, gull } = await world.draft();
    const reasons = async () =>
      (await world.view(id)).choices.map(({ article, chosen, reason }) => [article.title, chosen, reason]);
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
    orThrow(await world.approve(id));
    orThrow(await world.send(id));
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
    expect(await world.titles(first?.id ?? '')).toEqual(['Before it', 'Early']);
    world.clock.set(DUE + 24 * HOUR);
    await world.room.tick();
    const [next] = await world.room.list({ limit: 1 });
    expect(next?.id).not.toBe(first?.id);
    expect(await world.titles(next?.id ?? '')).toEqual(['Late']);
  });
});
