import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addNewsletter, addStory } from '../../support/issues-world.js';
import { hashIn, openDeskClient, rowOf, titlesIn, type DeskClient } from './desk-client.js';
import { openDeskWorld, settle, type DeskWorld } from './desk-world.js';

let world: DeskWorld;
let desk: DeskClient;

beforeAll(async () => {
  world = await openDeskWorld();
  desk = await openDeskClient(world);
});
afterAll(async () => world.close());

describe('overview', () => {
  test('shows the next issue of each newsletter, the health of its sources and runs with their progress', async () => {
    const { newsletter } = await desk.newRun('running', 4);
    await world.web.deps.rooms.articles.addSource({ newsletter: 'running', url: 'https://lantern.example/f.xml' });
    const index = world.sources.findIndex(({ newsletterId }) => newsletterId === newsletter.id);
    const source = world.sources[index];
    if (source) world.sources[index] = { ...source, failures: 3, lastError: 'The server answered 404 Not Found.' };
    const { html } = await desk.visit('/desk', { as: 'viewer' });
    expect(html).toContain('Every day at 07:00, Europe/Berlin');
    expect(html).toContain('tomorrow, 07:00');
    expect(html).toContain('0 of 4 accepted');
    expect(html).toContain('The server answered 404 Not Found. Failed 3 times in a row.');
    expect(html).not.toContain('Build the next issue now');
  });

  test('a draft is built on request and is then the open issue', async () => {
    const newsletter = await addNewsletter(world, { slug: 'fresh', name: 'Fresh', mode: 'review' });
    addStory(world, 'Something new');
    const built = await desk.post(`/desk/newsletters/${newsletter.id}/build`);
    expect(built.status).toBe(303);
    const location = built.headers.get('location') ?? '';
    expect(location).toMatch(/^\/desk\/issues\/\w{16}\?done=built$/);
    expect((await desk.visit(location)).html).toContain('The draft is built.');
  });
});

describe('an issue', () => {
  test('shows stories, words, warnings and a preview that can run nothing', async () => {
    const { path, id } = await desk.newDraft('shown');
    const { html } = await desk.visit(path);
    expect(titlesIn(html, ['shown one', 'shown two', 'shown three'])).toEqual([
      'shown one',
      'shown two',
      'shown three',
    ]);
    expect(html).toContain('The lead story has no picture.');
    expect(html).toMatch(/<iframe[^>]+sandbox="allow-popups allow-popups-to-escape-sandbox"/);
    const preview = await desk.visit(`/desk/issues/${id}/preview`);
    expect(preview.headers.get('content-security-policy')).toMatch(
      /default-src 'none'.*frame-ancestors 'self'.*sandbox/,
    );
    expect((await desk.visit(`${path}/preview?part=text`)).headers.get('content-type')).toMatch(/^text\/plain/);
  });

  test('stories move, drop and come in, and words typed meanwhile are kept', async () => {
    const { path, stories } = await desk.newDraft('ordered');
    const [one, two, three] = stories.map(({ id }) => id);
    const words = async () => ({
      subject: 'A better subject',
      preheader: 'p',
      note: 'n',
      hash: hashIn((await desk.visit(path)).html),
    });
    const moved = await desk.post(`${path}/edit`, { ...(await words()), move: `up:${three}` });
    expect(moved.headers.get('location')).toBe(`${path}?done=moved#story-${three}`);
    let { html } = await desk.visit(path);
    expect(titlesIn(html, ['ordered one', 'ordered two', 'ordered three'])).toEqual([
      'ordered one',
      'ordered three',
      'ordered two',
    ]);
    expect(html).toContain('value="A better subject"');

    await desk.post(`${path}/edit`, { ...(await words()), move: `drop:${one}` });
    await desk.post(`${path}/edit`, { ...(await words()), move: `down:${three}` });
    html = (await desk.visit(path)).html;
    expect(html.indexOf(`id="story-${two}"`)).toBeLessThan(html.indexOf(`id="story-${three}"`));
    expect(html).toContain(`name="add" value="${one}"`);

    await desk.post(`${path}/edit`, { ...(await words()), add: [one ?? ''] });
    const view = await world.room.view(path.split('/').at(-1) ?? '');
    expect(view.ok && view.value.stories.map(({ article }) => article.id)).toEqual([two, three, one]);
  });

  test('a story comes in by its link; a wrong link loses nothing that was typed', async () => {
    const { path, stories } = await desk.newDraft('linked');
    const words = async (subject: string) => ({
      subject,
      preheader: 'p',
      note: '',
      hash: hashIn((await desk.visit(path)).html),
    });
    const link = 'https://lantern.example/story/quay';
    const added = await desk.post(`${path}/edit`, { ...(await words('With a link')), link });
    expect(added.headers.get('location')).toBe(`${path}?done=saved`);
    const titles = [...stories.map(({ title }) => title), 'Read from /story/quay'];
    expect(titlesIn((await desk.visit(path)).html, titles)).toEqual(titles);
    await desk.post(`${path}/edit`, { ...(await words('With a link')), link });
    const view = await world.room.view(path.split('/').at(-1) ?? '');
    expect(view.ok && view.value.stories).toHaveLength(4);

    const wrong = await desk.post(`${path}/edit`, {
      ...(await words('Typed beside it')),
      link: 'https://lantern.example/',
    });
    expect(wrong.status).toBe(422);
    expect(wrong.html).toContain('is no single story');
    expect(wrong.html).toContain('value="https://lantern.example/"');
    expect(wrong.html).toContain('value="Typed beside it"');
  });

  test('of two editors the slower is told, and sees the issue as it is now', async () => {
    const { path } = await desk.newDraft('contested');
    const hash = hashIn((await desk.visit(path)).html);
    const fields = { preheader: '', note: '', hash };
    await desk.post(`${path}/edit`, { ...fields, subject: 'First' });
    const second = await desk.post(`${path}/edit`, { ...fields, subject: 'Second' });
    expect(second.status).toBe(409);
    expect(second.html).toContain('changed since you looked');
    expect(second.html).toContain('value="First"');
  });

  test('an approval with an older hash is a page with 409, and a double send too', async () => {
    const { path, id } = await desk.newDraft('approved');
    const old = hashIn((await desk.visit(path)).html);
    await desk.post(`${path}/edit`, { subject: 'Changed', preheader: '', note: '', hash: old });
    const late = await desk.post(`${path}/approve`, { hash: old });
    expect([late.status, late.headers.get('content-type')]).toEqual([409, 'text/html; charset=utf-8']);
    expect(late.html).toContain('changed since you looked');

    await desk.post(`${path}/approve`, { hash: hashIn((await desk.visit(path)).html) });
    expect((await desk.visit(path)).html).toContain('Approved by edda@lantern.example');
    expect((await desk.visit(`${path}/confirm/send`)).html).toContain('Send to all readers now');
    const sends = await Promise.all([desk.post(`${path}/send`), desk.post(`${path}/send`)]);
    expect(sends.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409]);
    const trail = await world.accounts.auditTrail(50);
    expect(trail.filter(({ action, subject }) => action === 'issue.send' && subject === id)).toHaveLength(1);
  });

  test('a local time is read in the zone of the newsletter', async () => {
    const { path, id } = await desk.newDraft('planned');
    await desk.post(`${path}/approve`, { hash: hashIn((await desk.visit(path)).html) });
    await desk.post(`${path}/send`, { at: '2026-11-23T08:30' });
    const view = await world.room.view(id);
    expect(view.ok && view.value.issue.sendAt).toBe(Date.UTC(2026, 10, 23, 7, 30));
    expect((await desk.visit(path)).html).toContain('Goes out tomorrow, 08:30');
  });

  test('a test send shows what the server said', async () => {
    const { path } = await desk.newDraft('tested');
    const sent = await desk.post(`${path}/test`, { to: 'edda@lantern.example, olga@lantern.example' });
    expect(sent.html).toContain('250 2.0.0 Ok');
    expect(world.tested.slice(-2)).toEqual(['edda@lantern.example', 'olga@lantern.example']);
  });

  test('a test send that somebody or everybody did not get says so', async () => {
    const { path } = await desk.newDraft('untested');
    const partly = await desk.post(`${path}/test`, { to: 'edda@lantern.example, refuse-550@lantern.example' });
    expect(partly.html).toContain('Test sent to 1 of 2');
    const none = await desk.post(`${path}/test`, { to: 'refuse-550@lantern.example' });
    expect(none.status).toBe(503);
    expect(none.html).toMatch(/That was not done[^]*550 refused as asked/);
  });

  test('a run is paused, resumed and cancelled, each with its reason or a question first', async () => {
    const { path } = await desk.newRun('steered', 3);
    await desk.post(`${path}/pause`);
    expect((await desk.visit(path)).html).toContain('Paused by edda@lantern.example.');
    await desk.post(`${path}/resume`);
    expect((await desk.visit(`${path}/confirm/cancel`)).html).toContain('cannot be resumed');
    const cancelled = await desk.post(`${path}/cancel`);
    expect(cancelled.headers.get('location')).toBe(`${path}?done=cancelled`);
    expect((await desk.post(`${path}/cancel`)).status).toBe(409);
  });

  test('a viewer sees the issue without any form on it', async () => {
    const { path } = await desk.newDraft('viewed');
    const { html } = await desk.visit(path, { as: 'viewer' });
    expect(html).toContain('viewed one');
    expect(html.match(/<form/g)).toHaveLength(1);
    expect(html).toContain('action="/desk/sign-out"');
  });
});

describe('progress', () => {
  test('is streamed as events until the issue is over', async () => {
    const { path, id } = await desk.newRun('streamed', 3);
    const answer = await fetch(`${world.url}${path}/progress`, { headers: { cookie: desk.cookies.viewer } });
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const reader = (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
    const events: { state: string; counts: { accepted: number }; running: boolean }[] = [];
    let buffer = '';
    const readUntil = async (enough: () => boolean) => {
      while (!enough()) {
        const { value, done } = await reader.read();
        if (done) return;
        buffer += value;
        const parts = buffer.split('\n\n');
        buffer = parts.pop() ?? '';
        events.push(...parts.map((part) => JSON.parse(part.replace(/^event: progress\ndata: /, ''))));
      }
    };
    await readUntil(() => events.length > 0);
    expect(events[0]).toMatchObject({
      state: 'sending',
      audience: 3,
      counts: { accepted: 0, pending: 3 },
      running: true,
    });
    settle(world, id, ['accepted', 'accepted', 'accepted']);
    await world.room.closeFinished();
    await readUntil(() => events.at(-1)?.running === false);
    expect(events.at(-1)).toMatchObject({ state: 'done', counts: { accepted: 3 }, share: 1 });
    expect((await reader.read()).done).toBe(true);
  });

  test('renews itself in a frame of ours where scripts do not run', async () => {
    const { path } = await desk.newRun('framed', 2);
    expect((await desk.visit(path)).html).toContain(`<noscript><iframe class="live" src="${path}/live"`);
    const { headers, html } = await desk.visit(`${path}/live`);
    expect(headers.get('refresh')).toBe('5');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
    expect(html).toContain('of <span data-audience');
  });
});

describe('the ledger', () => {
  test('who did not get it, with the reply and the reason; a held delivery is settled by hand', async () => {
    const { path, id } = await desk.newRun('ledger', 4);
    settle(world, id, ['accepted', 'failed', 'held', 'accepted']);
    const failed = await desk.visit(`${path}/deliveries?state=failed`);
    expect(failed.html).toContain('550 5.1.1 &lt;nobody> User unknown');
    expect(failed.html).toContain('unknown-user');
    const held = await desk.visit(`${path}/deliveries?state=held`);
    const action = /action="(\/desk\/issues\/\w+\/deliveries\/\w+)"/.exec(held.html)?.[1] ?? '';
    expect((await desk.post(action, { to: 'nowhere' })).status).toBe(422);
    expect((await desk.post(action, { to: 'accepted' })).status).toBe(303);
    expect((await desk.post(action, { to: 'accepted' })).status).toBe(409);
    const { counts } = await world.web.deps.rooms.delivery.progress(id);
    expect([counts.held, counts.accepted]).toEqual([0, 3]);
  });

  test('the report has its numbers by domain and reason in tables beside the plot', async () => {
    const { path, id } = await desk.newRun('reported', 4);
    settle(world, id, ['accepted', 'accepted', 'accepted', 'failed']);
    const { html } = await desk.visit(`${path}/report`, { as: 'viewer' });
    expect(html).toContain('accepted 3 of 4 mails (75.0 %)');
    expect(rowOf(html, 'reader.example').slice(1, 3)).toEqual(['4', '3']);
    expect(html).toMatch(/<td[^>]* class="numeric"[^>]*>4<\/td>/);
    expect(html).toContain('<rect class="plot-failed"');
    expect(html).not.toContain('@reader.example');
  });
});
