import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MINUTE } from '../../src/kernel/clock.js';
import type { IssueView } from '../../src/issues/room.js';
import type { Outcome } from '../../src/kernel/refusal.js';
import { addNewsletter, addReaders, addStory, openIssuesWorld, type IssuesWorld } from '../support/issues-world.js';

let world: IssuesWorld;
beforeEach(async () => {
  world = await openIssuesWorld();
});
afterEach(() => world.remove());

const refusal = (outcome: Outcome<unknown>) => (outcome.ok ? undefined : outcome.refusal);
const value = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(outcome.refusal.detail);
  return outcome.value;
};

async function draft(settings: object = {}): Promise<IssueView> {
  await addNewsletter(world, { mode: 'review', ...settings });
  addStory(world, 'One');
  world.clock.advance(MINUTE);
  addStory(world, 'Two');
  return value(await world.room.build({ newsletter: 'daily' }, 'key:test'));
}

async function approved(): Promise<IssueView['issue']> {
  const { issue } = await draft();
  return value(await world.room.approve(issue.id, issue.contentHash, 'person:ana'));
}

describe('build', () => {
  test('takes the next open edition, newest story first, and answers twice with the same draft', async () => {
    const view = await draft();
    expect(view.issue).toMatchObject({ localDate: '2026-11-22', state: 'draft', subject: 'Two', preheader: 'One' });
    expect(value(await world.room.build({ newsletter: 'daily' }, 'key:test')).issue.id).toBe(view.issue.id);
  });

  test('a digest built after today is done is the next day’s, so the schedule does not print it again', async () => {
    const issue = await approved();
    value(await world.room.send(issue.id, {}, 'person:ana'));
    addStory(world, 'Three');
    const next = value(await world.room.build({ newsletter: 'daily' }, 'key:test'));
    expect(next.issue.localDate).toBe('2026-11-23');
    expect(next.stories.map((story) => story.article.title)).toEqual(['Three']);
  });

  test('names the wrong field', async () => {
    await addNewsletter(world);
    expect(refusal(await world.room.build({ newsletter: 'daily', kind: 'party' }, 'key:test'))).toMatchObject({
      code: 'issue.invalid',
      errors: [{ field: 'kind', example: 'digest' }],
    });
    expect(refusal(await world.room.build({ newsletter: 'nobody' }, 'key:test'))).toMatchObject({
      code: 'newsletter.unknown',
    });
    expect(refusal(await world.room.build({ newsletter: 'daily', articles: ['nope'] }, 'key:test'))).toMatchObject({
      errors: [{ field: 'articles' }],
    });
  });
});

describe('edit', () => {
  test('reorders and drops stories, and a second editor with an old hash is refused', async () => {
    const { issue, stories } = await draft();
    const [two, one] = stories.map((story) => story.article.id);
    const swapped = value(await world.room.edit(issue.id, { articles: [one, two], hash: issue.contentHash }, 'a'));
    expect(swapped.stories.map((story) => story.article.title)).toEqual(['One', 'Two']);
    expect(refusal(await world.room.edit(issue.id, { articles: [one], hash: issue.contentHash }, 'b'))?.code).toBe(
      'issue.changed',
    );
    const dropped = value(await world.room.edit(issue.id, { articles: [one] }, 'b'));
    expect(dropped.stories).toHaveLength(1);
  });

  test('voids an approval', async () => {
    const issue = await approved();
    const view = value(await world.room.edit(issue.id, { subject: 'Changed' }, 'person:ana'));
    expect(view.issue).toMatchObject({ state: 'draft', approvedHash: null, sendAt: null });
    expect(refusal(await world.room.send(issue.id, {}, 'person:ana'))).toMatchObject({ code: 'issue.wrong-state' });
  });

  test('takes every subject back that was made from a headline', async () => {
    await addNewsletter(world, { mode: 'review' });
    addStory(world, 'Gull \u202erevo\u202c\u2066 boat\nagain');
    const issue = value(await world.room.build({ newsletter: 'daily' }, 'person:ana')).issue;
    expect(issue.subject).toBe('Gull revo boat again');
    const edited = value(await world.room.edit(issue.id, { subject: issue.subject }, 'person:ana'));
    expect(edited.issue.subject).toBe(issue.subject);
  });

  test('refuses line breaks in a subject', async () => {
    const { issue } = await draft();
    expect(refusal(await world.room.edit(issue.id, { subject: 'a\r\nBcc: x@y.example' }, 'a'))).toMatchObject({
      errors: [{ field: 'subject' }],
    });
    expect(
      refusal(await world.room.build({ newsletter: 'daily', kind: 'special', subject: 'a\r\nBcc: x@y.example' }, 'a')),
    ).toMatchObject({ code: 'issue.invalid', errors: [{ field: 'subject' }] });
  });
});

describe('approve and send', () => {
  test('an approval of a changed issue is refused', async () => {
    const { issue } = await draft();
    await world.room.edit(issue.id, { subject: 'Changed' }, 'person:ana');
    expect(refusal(await world.room.approve(issue.id, issue.contentHash, 'person:ana'))?.code).toBe('issue.changed');
  });

  test('a second approval of the same words leaves the time that was set', async () => {
    const issue = await approved();
    const at = world.clock.now() + 3 * 60 * MINUTE;
    value(await world.room.send(issue.id, { at }, 'person:ana'));
    expect(value(await world.room.approve(issue.id, issue.contentHash, 'person:bo')).sendAt).toBe(at);
  });

  test('a time that has passed is refused and nothing goes out', async () => {
    const issue = await approved();
    const at = world.clock.now() - 24 * 60 * MINUTE;
    expect(refusal(await world.room.send(issue.id, { at }, 'person:ana'))).toMatchObject({ errors: [{ field: 'at' }] });
    expect(value(await world.room.view(issue.id)).issue.state).toBe('approved');
  });

  test('of fifty sends at once one starts the issue', async () => {
    const issue = await approved();
    const all = await Promise.all(Array.from({ length: 50 }, async () => world.room.send(issue.id, {}, 'person:ana')));
    expect(all.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect(world.rung.filter((job) => job.name === 'prepare-issue')).toHaveLength(1);
  });

  test('a thin issue is refused with the numbers', async () => {
    const { issue } = await draft({ minArticles: 3 });
    expect(refusal(await world.room.approve(issue.id, issue.contentHash, 'person:ana'))).toMatchObject({
      code: 'issue.not-ready',
      detail: 'There are 2 stories, and an issue needs at least 3.',
    });
  });
});

describe('prepare', () => {
  test('freezes one delivery per active reader, counts the others by reason, and never selects again', async () => {
    const issue = await approved();
    const newsletter = value(await world.room.view(issue.id)).newsletter;
    const readers = addReaders(world, newsletter, 1_203);
    addReaders(world, newsletter, 7, 'pending');
    addReaders(world, newsletter, 5, 'paused');
    addReaders(world, newsletter, 3, 'unsubscribed');
    world.db.sqlite
      .prepare(`INSERT INTO suppressions (address_hash, reason, source, at) VALUES (?, 'hard-bounce', 'test', 0)`)
      .run(`hash-${readers[0] ?? ''}`);
    value(await world.room.send(issue.id, {}, 'person:ana'));
    await world.room.prepare(issue.id);
    addReaders(world, newsletter, 4);
    await world.room.prepare(issue.id);
    const open = value(await world.room.view(issue.id)).issue;
    expect(open).toMatchObject({
      state: 'sending',
      expectedCount: 1_202,
      batchCount: 3,
      excluded: { paused: 5, suppressed: 1 },
    });
    const rows = world.db.sqlite.prepare('SELECT count(*) FROM deliveries').pluck().get();
    expect(rows).toBe(1_202);
    expect(world.rung.filter((job) => job.name === 'send-batch')).toHaveLength(3);
  });

  test('an issue for nobody opens and is done', async () => {
    const issue = await approved();
    value(await world.room.send(issue.id, {}, 'person:ana'));
    await world.room.prepare(issue.id);
    await world.room.closeFinished();
    expect(value(await world.room.view(issue.id)).issue).toMatchObject({ state: 'done', expectedCount: 0 });
  });

  test('a crash half-way starts over without doubles', async () => {
    const issue = await approved();
    const newsletter = value(await world.room.view(issue.id)).newsletter;
    const readers = addReaders(world, newsletter, 20);
    value(await world.room.send(issue.id, {}, 'person:ana'));
    const half = readers.slice(0, 9).map((subscriberId) => ({ subscriberId, batch: 0, variant: 'default' }));
    await world.issues.insertDeliveries(issue.id, half, world.clock.now());
    await world.room.prepare(issue.id);
    expect(value(await world.room.view(issue.id)).issue).toMatchObject({ state: 'sending', expectedCount: 20 });
  });

  test('a slow second worker cannot clear what is being sent', async () => {
    const issue = await approved();
    const newsletter = value(await world.room.view(issue.id)).newsletter;
    addReaders(world, newsletter, 3);
    value(await world.room.send(issue.id, {}, 'person:ana'));
    await world.room.prepare(issue.id);
    await world.issues.clearDeliveries(issue.id);
    expect(world.db.sqlite.prepare('SELECT count(*) FROM deliveries').pluck().get()).toBe(3);
  });

  test('an issue without readers is done at once', async () => {
    const issue = await approved();
    value(await world.room.send(issue.id, {}, 'person:ana'));
    await world.room.prepare(issue.id);
    await world.room.closeFinished();
    expect(value(await world.room.view(issue.id)).issue.state).toBe('done');
  });
});

describe('pause, resume, cancel', () => {
  test('resume goes on where the ledger stands; cancel skips who was not tried', async () => {
    const issue = await approved();
    const newsletter = value(await world.room.view(issue.id)).newsletter;
    addReaders(world, newsletter, 4);
    value(await world.room.send(issue.id, {}, 'person:ana'));
    await world.room.prepare(issue.id);
    expect(value(await world.room.pause(issue.id, 'A look at the subject', 'person:ana')).stateReason).toBe(
      'A look at the subject',
    );
    expect(value(await world.room.resume(issue.id, 'person:ana')).state).toBe('sending');
    expect(refusal(await world.room.resume(issue.id, 'person:ana'))?.code).toBe('issue.already-sending');
    expect(value(await world.room.cancel(issue.id, 'person:ana')).state).toBe('cancelled');
    const states = world.db.sqlite.prepare('SELECT DISTINCT state, reason FROM deliveries').all();
    expect(states).toEqual([{ state: 'skipped', reason: 'cancelled' }]);
    expect(refusal(await world.room.cancel(issue.id, 'person:ana'))?.code).toBe('issue.wrong-state');
  });

  test('an issue cancelled on its way stays readable where its mails point, and leaves the list', async () => {
    const issue = await approved();
    const newsletter = value(await world.room.view(issue.id)).newsletter;
    addReaders(world, newsletter, 4);
    value(await world.room.send(issue.id, {}, 'person:ana'));
    await world.room.prepare(issue.id);
    value(await world.room.cancel(issue.id, 'person:ana'));
    expect(value(await world.room.archive('daily', issue.slug)).html).toContain('Two');
    expect(value(await world.room.archiveList('daily')).issues).toEqual([]);
  });

  test('an issue cancelled before its sending began is not public', async () => {
    const issue = await approved();
    value(await world.room.cancel(issue.id, 'person:ana'));
    expect(refusal(await world.room.archive('daily', issue.slug))?.code).toBe('issue.unknown');
  });
});
