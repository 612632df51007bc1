import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addNewsletter, addStory, changeStory } from '../../support/issues-world.js';
import { openDeskClient, type DeskClient } from './desk-client.js';
import { openDeskWorld, type DeskWorld } from './desk-world.js';

let world: DeskWorld;
let desk: DeskClient;
let key: string;

beforeAll(async () => {
  world = await openDeskWorld();
  desk = await openDeskClient(world);
  key = await world.keyOf('editor');
});
afterAll(async () => world.close());

const call = async (method: string, path: string, body?: object): Promise<{ status: number; json: unknown }> => {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(`${world.url}/api/v1${path}`, { method, headers, ...sent });
  return { status: answer.status, json: await answer.json() };
};

interface IssueAnswer {
  readonly id: string;
  readonly choices: readonly { title: string; chosen: boolean; reason: string; words: string }[];
  readonly log: readonly { at: string; words: string }[];
}

describe('why a story is in an issue', () => {
  test('stands on its page and in the API, for those left out too', async () => {
    await addNewsletter(world, { slug: 'why', name: 'Why', mode: 'review', maxArticles: 1 });
    addStory(world, 'Older news');
    world.clock.advance(60_000);
    addStory(world, 'Newer news');
    const issue = (await call('POST', '/issues', { newsletter: 'why' })).json as IssueAnswer;
    expect(issue.choices).toMatchObject([
      { title: 'Newer news', chosen: true, reason: 'newest' },
      { title: 'Older news', chosen: false, reason: 'issue-full' },
    ]);
    const { html } = await desk.visit(`/desk/issues/${issue.id}`);
    expect(html).toContain('1 taken, 1 left out');
    expect(html).toContain(issue.choices[1]?.words ?? 'no words');
  });

  test('what happened by itself is told, with its time', async () => {
    const { id, path, stories } = await desk.newDraft('told');
    const [one] = stories;
    if (one === undefined) throw new Error('no story');
    changeStory(world, one, { title: 'told otherwise' });
    await world.room.tick();
    const json = (await call('GET', `/issues/${id}`)).json as IssueAnswer;
    expect(json.log.map(({ words }) => words)).toEqual(['A headline changed: “told one” is now “told otherwise”.']);
    expect((await desk.visit(path)).html).toContain('“told one” is now “told otherwise”');
  });
});

describe('a story that changed after it was sent', () => {
  interface Found {
    readonly corrections: readonly { issue: string; article: string; version: number; diff: { title: unknown } }[];
  }

  test('is shown with its difference, escaped, and settled by an editor', async () => {
    const { id, stories } = await desk.newRun('sent', 2);
    const [one, two] = stories;
    if (one === undefined || two === undefined) throw new Error('no story');
    changeStory(world, one, { title: 'sent <b>nothing</b>' });
    changeStory(world, two, { retractedAt: world.clock.now() });
    const found = async () => ((await call('GET', `/corrections?issue=${id}`)).json as Found).corrections;
    const corrections = await found();
    expect(corrections).toHaveLength(2);
    const changed = corrections.find(({ article }) => article === one.id);
    expect(changed?.diff.title).toEqual([
      { kind: 'same', text: 'sent' },
      { kind: 'gone', text: 'one' },
      { kind: 'new', text: '<b>nothing</b>' },
    ]);
    const { html } = await desk.visit('/desk/corrections', { as: 'viewer' });
    expect(html).toMatch(/<del>.*one<\/del>/);
    expect(html).toContain('&lt;b>nothing&lt;/b>');
    expect(html).toContain('took the story back');
    expect(html).not.toContain('Not worth telling');
    const form = { issue: id, article: one.id, version: '2', decision: 'dismissed' };
    expect((await desk.post('/desk/corrections', form)).status).toBe(303);
    const decision = { issue: id, article: two.id, version: 1, decision: 'corrected' };
    expect(await call('POST', '/corrections', decision)).toMatchObject({
      status: 200,
      json: { decision: 'corrected' },
    });
    expect(await found()).toEqual([]);
    expect((await desk.visit('/desk/corrections')).html).toContain('Nothing changed that nobody looked at.');
  });

  test('is decided by editors only, about stories that are there', async () => {
    const form = { issue: 'x', article: 'y', version: '1', decision: 'dismissed' };
    expect((await desk.post('/desk/corrections', form, { as: 'viewer' })).status).toBe(403);
    const refused = await desk.post('/desk/corrections', form);
    expect(refused.status).toBe(404);
    expect(await call('POST', '/corrections', { ...form, version: 1, decision: 'maybe' })).toMatchObject({
      status: 422,
      json: { errors: [{ field: 'decision' }] },
    });
  });
});
