import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDeskWorld, type DeskWorld } from '../desk/desk-world.js';
import { openApiClient, type ApiClient } from './api-client.js';

let world: DeskWorld;
let api: ApiClient;
beforeAll(async () => {
  world = await openDeskWorld();
  api = await openApiClient(world);
});
afterAll(async () => world.close());

describe('newsletters and sources', () => {
  test('a newsletter is created with its sections and sources by name, read, and patched field by field', async () => {
    const created = await api.call('POST', '/newsletters', {
      body: {
        slug: 'morning',
        name: 'Morning',
        schedule: { time: '06:30', timeZone: 'Europe/Berlin' },
        sections: ['Harbour', { name: 'Culture', max: 2 }],
        sources: ['https://lantern.example/feed.xml'],
      },
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      slug: 'morning',
      sections: [{ name: 'Harbour' }, { name: 'Culture', max: 2 }],
      sources: [{ url: 'https://lantern.example/feed.xml', failures: 0 }],
      refusedSources: [],
      createdAt: '2026-11-22T06:00:00.000Z',
    });
    const patched = await api.call('PATCH', '/newsletters/morning', { body: { schedule: { time: '07:15' } } });
    expect(patched.body.schedule).toMatchObject({ time: '07:15', timeZone: 'Europe/Berlin' });
    expect((await api.call('GET', `/newsletters/${created.body.id}`)).body.schedule.time).toBe('07:15');
    expect(
      (await api.call('GET', '/newsletters')).body.newsletters.map(({ slug }: { slug: string }) => slug),
    ).toContain('morning');
  });

  test('a wrong field is a 422 that names it, its fault and a right example, and a taken slug a 409', async () => {
    const wrong = await api.call('POST', '/newsletters', {
      body: { slug: 'Über uns', name: '', schedule: { time: '7', timeZone: 'Mars' } },
    });
    expect(wrong.status).toBe(422);
    const fields = wrong.body.errors.map(({ field }: { field: string }) => field);
    expect(fields).toEqual(expect.arrayContaining(['slug', 'name', 'schedule.time', 'schedule.timeZone']));
    await api.newNewsletter('taken');
    const taken = await api.call('POST', '/newsletters', {
      body: { slug: 'taken', name: 'x', schedule: { time: '07:00', timeZone: 'Europe/Berlin' } },
    });
    expect([taken.status, taken.body.code]).toEqual([409, 'newsletter.slug-taken']);
  });

  test('fewer stories at most than at least are refused, in a new newsletter and in a patch', async () => {
    const schedule = { time: '07:00', timeZone: 'Europe/Berlin' };
    const created = await api.call('POST', '/newsletters', {
      body: { slug: 'narrow', name: 'Narrow', schedule, minArticles: 9, maxArticles: 4 },
    });
    const fault = { field: 'minArticles', fault: 'must not be more than maxArticles' };
    expect([created.status, created.body.errors]).toEqual([422, [fault]]);
    await api.newNewsletter('narrow', { minArticles: 4, maxArticles: 4 });
    const patched = await api.call('PATCH', '/newsletters/narrow', { body: { maxArticles: 3 } });
    expect([patched.status, patched.body.errors]).toEqual([422, [fault]]);
    expect((await api.call('GET', '/newsletters/narrow')).body.maxArticles).toBe(4);
  });

  test('a source is added and fetched', async () => {
    await api.newNewsletter('fed');
    const added = await api.call('POST', '/sources', {
      body: { newsletter: 'fed', url: 'https://lantern.example/fed.xml' },
    });
    expect(added.status).toBe(201);
    const fetched = await api.call('POST', `/sources/${added.body.id}/fetch`);
    expect([fetched.status, fetched.body]).toEqual([200, { new: 3, updated: 1, unchanged: 8 }]);
    const listed = await api.call('GET', '/sources?newsletter=fed');
    const shown = {
      id: added.body.id,
      kind: 'feed',
      chosenBecause: 'Chosen as feed.',
      state: 'new',
      lastFetchAt: null,
    };
    expect(listed.body.sources).toMatchObject([{ ...shown, failingSince: null }]);
    expect((await api.call('GET', '/sources?newsletter=nobody')).status).toBe(404);
  });
});

describe('articles', () => {
  test('a story by its link is 201, again 200, and no story 422', async () => {
    await api.newNewsletter('linked');
    const body = { newsletter: 'linked', url: 'https://lantern.example/story/1' };
    const added = await api.call('POST', '/articles', { body });
    expect([added.status, added.body.title]).toEqual([201, 'Read from /story/1']);
    expect((await api.call('POST', '/articles', { body })).status).toBe(200);
    const wrong = await api.call('POST', '/articles', { body: { ...body, url: 'https://lantern.example/' } });
    expect([wrong.status, wrong.body.errors[0].field]).toEqual([422, 'url']);
    expect((await api.call('POST', '/articles', { body, key: api.keys.viewer })).status).toBe(403);
  });

  test('a pushed article is 201, again 200, retracted 204, and then unknown', async () => {
    const body = { url: 'https://lantern.example/1', title: 'Lock gates open', publishedAt: '2026-11-22T05:00:00Z' };
    expect((await api.call('PUT', '/articles/cms-1', { body })).status).toBe(201);
    const again = await api.call('PUT', '/articles/cms-1', { body });
    expect([again.status, again.body.title]).toEqual([200, 'Lock gates open']);
    const retracted = await api.call('DELETE', '/articles/cms-1');
    expect([retracted.status, retracted.text]).toEqual([204, '']);
    expect((await api.call('DELETE', '/articles/cms-1')).status).toBe(404);
  });
});

describe('readers', () => {
  test('a reader with proof is stored, found with states, consent and history, suppressed and lifted', async () => {
    await api.newNewsletter('evening');
    const body = {
      email: 'Rita@readers.example',
      newsletters: ['evening'],
      consent: { text: 'Send me the evening news', at: '2026-11-01T10:00:00Z' },
      confirmed: true,
    };
    expect((await api.call('POST', '/subscribers', { body })).status).toBe(201);
    expect((await api.call('POST', '/subscribers', { body })).status).toBe(200);
    const suppressed = await api.call('POST', '/suppressions', {
      body: { address: 'rita@readers.example', reason: 'moved' },
    });
    expect([suppressed.status, suppressed.body.reason]).toEqual([201, 'moved']);
    const found = await api.call('GET', '/subscribers?email=rita%40readers.example');
    expect(found.status).toBe(200);
    expect(found.body).toMatchObject({
      states: { evening: 'active' },
      suppression: { reason: 'moved', source: 'api', at: '2026-11-22T06:00:00.000Z' },
    });
    expect(found.body.consent[0]).toMatchObject({ text: 'Send me the evening news', newsletter: 'evening' });
    expect(found.body.history.at(-1)).toMatchObject({ action: 'suppressed' });
    expect((await api.call('GET', '/suppressions')).body.suppressions).toHaveLength(1);
    expect((await api.call('GET', '/suppressions/rita@readers.example')).body).toMatchObject({
      reason: 'moved',
      evidence: null,
    });
    const unexplained = await api.call('DELETE', '/suppressions/rita@readers.example');
    expect([unexplained.status, unexplained.body.errors[0].field]).toEqual([422, 'reason']);
    const lift = { body: { reason: 'She wrote from it' } };
    expect((await api.call('DELETE', '/suppressions/rita@readers.example', lift)).status).toBe(204);
    expect((await api.call('DELETE', '/suppressions/rita@readers.example?reason=again')).status).toBe(404);
    expect((await api.call('GET', '/suppressions/rita@readers.example')).status).toBe(404);
    expect((await api.call('GET', '/subscribers?email=rita@readers.example')).body.suppression).toBeNull();
  });

  test('unconfirmed readers are refused, and so is a lookup without an address', async () => {
    const body = {
      email: 'x@readers.example',
      newsletters: ['evening'],
      confirmed: false,
      consent: { text: 'a', at: 0 },
    };
    expect((await api.call('POST', '/subscribers', { body })).status).toBe(422);
    expect((await api.call('GET', '/subscribers')).status).toBe(400);
    expect((await api.call('GET', '/subscribers?email=nobody@readers.example')).status).toBe(404);
  });
});
