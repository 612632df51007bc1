import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HOUR } from '../../../src/kernel/clock.js';
import { addNewsletter, addStory } from '../../support/issues-world.js';
import { openDeskClient, type DeskClient } from './desk-client.js';
import { openDeskWorld, type DeskWorld } from './desk-world.js';

let world: DeskWorld;
let desk: DeskClient;

beforeAll(async () => {
  world = await openDeskWorld();
  desk = await openDeskClient(world);
});
afterAll(async () => world.close());

/** What the newsroom's form sends at least. */
const NEWSROOM = {
  name: 'The Lantern',
  siteUrl: 'https://lantern.example',
  mailFrom: 'The Lantern <news@lantern.example>',
  postalAddress: '1 Quay',
  language: 'en',
  accentColor: '#224466',
};

describe('settings', () => {
  test('a newsletter is created and changed by form; faults stand at their fields and nothing typed is lost', async () => {
    const fields = {
      name: 'Weekend',
      slug: 'weekend',
      description: '',
      language: 'en',
      time: '09:00',
      days: ['sat', 'sun'],
      timeZone: 'Europe/Berlin',
      mode: 'automatic',
      minArticles: '2',
      maxArticles: '9',
      leadMinutes: '45',
      staleAfterMinutes: '120',
      windowFrom: '06:00',
      windowTo: '22:00',
      sections: 'Harbour\r\nCulture: 3\r\nSea: 1-2\r\nTown: 1-',
      cutOff: '08:30',
      fallbackDays: '2',
      doubtPolicy: 'hold',
      active: 'yes',
    };
    const wrong = await desk.post(
      '/desk/newsletters',
      { ...fields, slug: 'Week End', timeZone: 'Mars', windowTo: '' },
      { as: 'owner' },
    );
    expect(wrong.status).toBe(422);
    expect(wrong.html).toContain('value="Weekend"');
    expect(wrong.html).toMatch(/id="slug-error"[^>]*>must be lower-case/);
    expect(wrong.html).toMatch(/id="timeZone-error"/);
    expect(wrong.html).toMatch(/id="windowTo-error"/);
    const created = await desk.post('/desk/newsletters', fields, { as: 'owner' });
    expect(created.headers.get('location')).toBe('/desk/sources?newsletter=weekend&done=saved');
    const newsletter = await world.newsletters.find('weekend');
    expect(newsletter).toMatchObject({
      schedule: { time: '09:00', days: ['sat', 'sun'], timeZone: 'Europe/Berlin' },
      sections: [
        { name: 'Harbour' },
        { name: 'Culture', max: 3 },
        { name: 'Sea', min: 1, max: 2 },
        { name: 'Town', min: 1 },
      ],
      cutOff: '08:30',
      fallbackDays: 2,
      minArticles: 2,
      sendWindow: { from: '06:00', to: '22:00' },
      doubtPolicy: 'hold',
      active: true,
    });
    const { active: _active, ...off } = fields;
    await desk.post(
      `/desk/newsletters/${newsletter?.id}`,
      { ...off, name: 'Week', windowFrom: '', windowTo: '' },
      { as: 'owner' },
    );
    expect(await world.newsletters.find('weekend')).toMatchObject({ name: 'Week', active: false, sendWindow: null });
    expect((await desk.visit(`/desk/newsletters/${newsletter?.id}`, { as: 'owner' })).html).toContain(
      'Culture: 3\nSea: 1-2\nTown: 1-</textarea>',
    );
  });

  test('the newsroom is changed by form, and a wrong sender is named', async () => {
    const { html } = await desk.visit('/desk/newsroom', { as: 'owner' });
    expect(html).toContain('value="The Harbour Lantern"');
    const fields = {
      name: 'The Harbour Lantern',
      tagline: 'News from the quay',
      siteUrl: 'https://lantern.example',
      language: 'en',
      mailFrom: 'The Lantern <news@lantern.example>',
      postalAddress: '1 Quay, Harbour',
      accentColor: '#1c5c9b',
    };
    const wrong = await desk.post('/desk/newsroom', { ...fields, mailFrom: 'nobody' }, { as: 'owner' });
    expect([wrong.status, /id="mailFrom-error"/.test(wrong.html)]).toEqual([422, true]);
    expect((await desk.post('/desk/newsroom', fields, { as: 'owner' })).status).toBe(303);
    expect(await world.newsletters.newsroom()).toMatchObject({ tagline: 'News from the quay', support: null });
  });

  test('the limits for mailboxes that fail are set by form, and said in words', async () => {
    const before = await desk.visit('/desk/newsroom', { as: 'owner' });
    expect(before.html).toContain('failures on 3 different days within 30 days');
    const wrong = await desk.post(
      '/desk/newsroom',
      { ...NEWSROOM, 'softBounces-days': '9', 'softBounces-within': '5' },
      { as: 'owner' },
    );
    expect([wrong.status, /id="softBounces-days-error"/.test(wrong.html)]).toEqual([422, true]);
    const right = { ...NEWSROOM, 'softBounces-days': '5', 'softBounces-within': '20' };
    expect((await desk.post('/desk/newsroom', right, { as: 'owner' })).status).toBe(303);
    expect((await world.newsletters.newsroom()).softBounces).toEqual({ days: 5, within: 20 });
    const after = await desk.visit('/desk/newsroom', { as: 'owner' });
    expect(after.html).toContain('failures on 5 different days within 20 days');
  });

  test('reminders of sign-ups are off, and are turned on and off by form', async () => {
    const chosen = async () =>
      /<option[^>]* selected>([^<]+)/.exec((await desk.visit('/desk/newsroom', { as: 'owner' })).html)?.[1];
    const send = async (remindAfterDays: string) =>
      (await desk.post('/desk/newsroom', { ...NEWSROOM, remindAfterDays }, { as: 'owner' })).status;
    expect(await chosen()).toBe('Never');
    expect([await send('4'), await send('soon'), await chosen()]).toEqual([422, 422, 'Never']);
    expect([await send('2'), await chosen()]).toEqual([303, 'After two days']);
    expect((await desk.post('/desk/newsroom', NEWSROOM, { as: 'owner' })).status).toBe(303);
    expect(await chosen()).toBe('After two days');
    expect([await send(''), await chosen()]).toEqual([303, 'Never']);
  });

  test('a source is added and fetched by form', async () => {
    await addNewsletter(world, { slug: 'sourced', name: 'Sourced' });
    expect((await desk.post('/desk/sources', { newsletter: 'sourced', url: 'no address' })).status).toBe(422);
    expect(
      (await desk.post('/desk/sources', { newsletter: 'sourced', url: 'https://lantern.example/s.xml' })).status,
    ).toBe(303);
    await desk.post('/desk/sources', {
      newsletter: 'sourced',
      url: 'https://lantern.example',
      kind: 'wordpress',
      section: '',
    });
    const { html } = await desk.visit('/desk/sources');
    expect(html).toMatch(/<strong>Untitled<\/strong> <span[^>]*>WordPress<\/span>/);
    expect(html).toContain('Chosen as wordpress.');
    const action =
      /action="(\/desk\/sources\/\w+\/fetch)"/.exec(html.slice(html.indexOf('aria-label="Sourced"')))?.[1] ?? '';
    expect((await desk.post(action)).html).toContain('3 new, 1 updated, 8 unchanged');
  });

  test('people are added with a mailed link, change roles and go; the last owner stays', async () => {
    const added = await desk.post('/desk/people', { email: 'nils@lantern.example', role: 'viewer' }, { as: 'owner' });
    expect(added.status).toBe(303);
    expect(world.letters.at(-1)).toMatchObject({ kind: 'sign-in', recipient: 'nils@lantern.example' });
    const nils = (await world.accounts.people()).find(({ email }) => email === 'nils@lantern.example');
    await desk.post(`/desk/people/${nils?.id}`, { role: 'editor' }, { as: 'owner' });
    expect((await world.accounts.people()).find(({ id }) => id === nils?.id)?.role).toBe('editor');
    expect((await desk.post(`/desk/people/${nils?.id}`, { act: 'remove' }, { as: 'owner' })).status).toBe(303);
    const last = await desk.post(`/desk/people/${world.people.owner.id}`, { act: 'remove' }, { as: 'owner' });
    expect([last.status, /last owner/.test(last.html)]).toEqual([409, true]);
  });

  test('an API key is shown once and revoked', async () => {
    const created = await desk.post('/desk/keys', { name: 'website', role: 'editor' }, { as: 'owner' });
    const key = /pr_[0-9a-z]{32}/.exec(created.html)?.[0] ?? '';
    expect((await world.accounts.apiKey(key))?.role).toBe('editor');
    const { html } = await desk.visit('/desk/people', { as: 'owner' });
    expect(html).not.toContain(key);
    await desk.post(/action="(\/desk\/keys\/\w+\/revoke)"/.exec(html)?.[1] ?? '', {}, { as: 'owner' });
    expect(await world.accounts.apiKey(key)).toBeUndefined();
  });
});

describe('readers and log', () => {
  test('an address shows its states, its consent and its suppression, which can be lifted', async () => {
    await addNewsletter(world, { slug: 'read', name: 'Read' });
    const input = {
      email: 'rolf@readers.example',
      newsletters: ['read'],
      consent: { text: 'Yes, the daily mail', at: world.clock.now() - HOUR },
      confirmed: true,
    };
    await world.subscribers.addConfirmed(input, { ip: null, userAgent: null, source: 'api' });
    await desk.post('/desk/readers/suppress', { email: 'rolf@readers.example', detail: 'Asked by phone' });
    const found = await desk.visit('/desk/readers?email=Rolf%40readers.example');
    expect(found.html).toContain('Yes, the daily mail');
    expect(found.html).toContain('Must not be mailed: by decision of a person');
    expect(found.html).toContain('Asked by phone');
    const refused = await desk.post('/desk/readers/lift', { email: 'rolf@readers.example' });
    expect([refused.status, refused.html.includes('aria-describedby="lift-reason-hint lift-reason-error"')]).toEqual([
      422,
      true,
    ]);
    await desk.post('/desk/readers/lift', { email: 'rolf@readers.example', reason: 'He called again' });
    expect((await desk.visit('/desk/readers?email=rolf%40readers.example')).html).not.toContain('Must not be mailed:');
    expect((await desk.visit('/desk/readers?email=nobody%40readers.example')).status).toBe(404);
    expect((await desk.visit('/desk/readers?email=a&email=b')).status).toBe(200);
  });

  test('the log names who did what', async () => {
    const { html } = await desk.visit('/desk/log');
    expect(html).toMatch(/<td[^>]*>edda@lantern\.example<\/td>/);
    expect(html).toContain('suppression.lift');
    expect(html).toContain('He called again');
    expect(html).toContain('newsletter.create');
    expect(html).not.toContain('{}');
  });
});

test('hostile words in stories and settings stay words', async () => {
  const hostile = `"><script>alert(1)</script>`;
  await addNewsletter(world, { slug: 'hostile', name: hostile, mode: 'review' });
  const story = addStory(world, hostile, { dek: hostile, author: hostile, section: hostile });
  const built = await world.room.build({ newsletter: 'hostile', articles: [story.id], subject: hostile }, 'test');
  const id = built.ok ? built.value.issue.id : '';
  for (const path of ['/desk', `/desk/issues/${id}`, `/desk/issues/${id}/confirm/send`, '/desk/sources']) {
    const { html } = await desk.visit(path);
    expect(html).toContain('alert(1)');
    expect(html).not.toContain('<script>alert');
  }
});
