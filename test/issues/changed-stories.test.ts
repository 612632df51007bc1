import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { orThrow } from '../../src/kernel/refusal.js';
import { changeStory } from '../support/issues-world.js';
import { DUE, openDraftWorld, type DraftWorld } from './draft-world.js';

let world: DraftWorld;
beforeEach(async () => {
  world = await openDraftWorld();
});
afterEach(() => world.remove());

describe('a headline that changes before the send', () => {
  test('is in the draft at once, also in the subject made from it', async () => {
    const { id, ferry, issue } = await world.draft();
    expect(issue.subject).toBe('Ferry');
    changeStory(world, ferry, { title: 'Ferry sails' });
    await world.room.tick();
    expect((await world.view(id)).issue).toMatchObject({ state: 'draft', subject: 'Ferry sails' });
    expect(orThrow(await world.room.variant(id)).text).toContain('Ferry sails');
    expect(await world.logOf(id)).toEqual(['A headline changed: “Ferry” is now “Ferry sails”.']);
  });

  test('leaves the words of an editor alone', async () => {
    const { id, ferry } = await world.draft();
    orThrow(await world.room.edit(id, { subject: 'My words' }, 'person:ana'));
    changeStory(world, ferry, { title: 'Ferry sails' });
    await world.room.tick();
    expect((await world.view(id)).issue).toMatchObject({ subject: 'My words', edited: true });
    expect(orThrow(await world.room.variant(id)).text).toContain('Ferry sails');
  });

  test('voids an approval, and the editors are told what changed', async () => {
    const { id, ferry } = await world.draft();
    orThrow(await world.approve(id));
    changeStory(world, ferry, { title: 'Ferry sails' });
    await world.room.tick();
    expect((await world.view(id)).issue).toMatchObject({ state: 'draft', approvedHash: null, sendAt: null });
    const told = world.notices.find(({ key }) => key.startsWith('approval-void'));
    expect(told?.paragraphs[0]).toBe('A headline changed: “Ferry” is now “Ferry sails”.');
  });

  test('stops a send between two ticks: what was approved is not what would go out', async () => {
    const { id, ferry } = await world.draft();
    orThrow(await world.approve(id));
    changeStory(world, ferry, { title: 'Ferry sails' });
    expect(await world.send(id)).toMatchObject({ ok: false, refusal: { code: 'issue.changed' } });
    orThrow(await world.approve(id));
    orThrow(await world.send(id));
    await world.room.prepare(id);
    expect(orThrow(await world.room.variant(id)).text).toContain('Ferry sails');
  });

  test('goes out with an automatic newsletter, whoever approved the old one', async () => {
    const { id, ferry } = await world.draft({ mode: 'automatic' });
    orThrow(await world.approve(id));
    changeStory(world, ferry, { title: 'Ferry sails' });
    world.clock.set(DUE);
    await world.room.tick();
    expect((await world.view(id)).issue).toMatchObject({
      state: 'preparing',
      approvedBy: 'scheduler',
      subject: 'Ferry sails',
    });
  });

  test('a change nobody can see leaves the approval, and is looked at once', async () => {
    const { id, ferry } = await world.draft();
    orThrow(await world.approve(id));
    changeStory(world, ferry, { title: 'Ferry' });
    await world.room.tick();
    expect((await world.view(id)).issue.state).toBe('approved');
    expect(await world.issues.outdated()).toEqual([]);
  });
});

describe('a story that changes after the send', () => {
  test('is a correction candidate with both wordings, until somebody decides', async () => {
    const { id, ferry } = await world.sent();
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
    const { ferry } = await world.sent();
    changeStory(world, ferry, { title: 'Ferry does not sail' });
    changeStory(world, ferry, { title: 'Ferry' });
    expect(await world.room.corrections()).toEqual([]);
  });

  test('is one too when it is taken back; the issue that was sent stays as it was', async () => {
    const { id, ferry } = await world.sent();
    changeStory(world, ferry, { retractedAt: world.clock.now() });
    await world.room.tick();
    expect(await world.room.corrections({ issueId: id })).toMatchObject([
      { articleId: ferry.id, now: { title: 'Ferry' } },
    ]);
    expect(orThrow(await world.room.variant(id)).text).toContain('Ferry');
  });

  test('a decision about no story of the issue, or without a version, is refused by name', async () => {
    const { id } = await world.sent();
    const wrong = { issue: id, article: 'nothing', version: 1, decision: 'dismissed' };
    expect(await world.room.decideCorrection(wrong, 'person:ana')).toMatchObject({
      refusal: { code: 'correction.unknown' },
    });
    expect(await world.room.decideCorrection({ ...wrong, version: 'two' }, 'person:ana')).toMatchObject({
      refusal: { errors: [{ field: 'version' }] },
    });
  });
});
