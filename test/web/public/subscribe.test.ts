import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { orThrow } from '../../../src/kernel/refusal.js';
import { openReaderWeb, type ReaderWeb } from './reader-web.js';

let site: ReaderWeb;
beforeEach(async () => {
  site = await openReaderWeb({ withMailbox: true });
});
afterEach(async () => site.close());

const json = async (body: unknown) =>
  fetch(`${site.web.url}/subscribe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('the subscribe form', () => {
  test('offers each newsletter, preselects the one of the link, and shows the words that are stored', async () => {
    const html = await (await site.get('/subscribe?newsletter=weekly')).text();
    expect(html).toMatch(/value="weekly"[^>]*checked/);
    expect(html).not.toMatch(/value="daily"[^>]*checked/);
    const text = /The Harbour Lantern may send me the newsletters I chose by email[^<]*/.exec(html)?.[0];
    await site.form('/subscribe', { email: 'ana@example.org', newsletters: 'weekly' });
    expect(orThrow(await site.room.lookUp('ana@example.org')).consents[0]?.text).toBe(text);
  });

  test('is answered with a page that tells to check the mail, and names the built-in mailbox', async () => {
    const answer = await site.form('/subscribe', [
      ['email', 'ana@example.org'],
      ['choice', '1'],
      ['newsletters', 'daily'],
      ['newsletters', 'weekly'],
    ]);
    expect(answer.status).toBe(202);
    const html = await answer.text();
    expect(html).toContain('Check your mail');
    expect(html).toContain('href="/mailbox"');
    expect(await site.states('ana@example.org')).toEqual({ daily: 'pending', weekly: 'pending' });
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('comes back with the fault beside the field and what was typed', async () => {
    const answer = await site.form('/subscribe', { email: 'ana at "example"', choice: '1', newsletters: 'weekly' });
    expect(answer.status).toBe(422);
    const html = await answer.text();
    expect(html).toContain('This is not an email address. Write it like ana@example.org.');
    expect(html).toContain('value="ana at &quot;example&quot;"');
    expect(html).toMatch(/aria-describedby="email-error"/);
    expect(html).toMatch(/value="weekly"[^>]*checked/);
  });

  test('asks for a choice when no box is ticked', async () => {
    const answer = await site.form('/subscribe', { email: 'ana@example.org', choice: '1' });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('>Choose at least one.<');
  });

  test('says in a whole sentence which newsletter there is not', async () => {
    const answer = await site.form('/subscribe', { email: 'ana@example.org', choice: '1', newsletters: 'nightly' });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('>There is no newsletter &quot;nightly&quot;.<');
  });

  test('thanks a robot that fills the hidden field, and keeps nothing', async () => {
    const answer = await site.form('/subscribe', { email: 'ana@example.org', homepage: 'http://spam.example' });
    expect(answer.status).toBe(202);
    expect((await site.room.lookUp('ana@example.org')).ok).toBe(false);
  });

  test('answers new, active and suppressed addresses byte for byte alike', async () => {
    await site.confirmedReader('active@example.org');
    orThrow(await site.room.suppress({ email: 'stopped@example.org' }, 'desk'));
    const bodies = [];
    for (const name of ['newone', 'active', 'stopped']) {
      const answer = await site.form('/subscribe', { email: `${name}@example.org`, newsletters: 'daily' });
      bodies.push(`${answer.status} ${(await answer.text()).replaceAll(name, 'somebody')}`);
    }
    expect(new Set(bodies).size).toBe(1);
  });

  test('tells a visitor who made too many sign-ups to wait', async () => {
    for (let index = 0; index < 20; index++) await site.form('/subscribe', { email: `r${index}@example.org` });
    const answer = await site.form('/subscribe', { email: 'r21@example.org' });
    expect(answer.status).toBe(429);
    expect(await answer.text()).toContain('Please try again later.');
  });

  test('fits the frame it was sent from', async () => {
    const answer = await site.form('/subscribe', { email: 'wrong', box: '1', newsletters: 'weekly' });
    const html = await answer.text();
    expect(answer.headers.get('content-security-policy')).toContain('frame-ancestors *');
    expect(html).toContain('Tide Table');
    expect(html).not.toContain('Morning Light');
  });
});

describe('subscribing by JSON', () => {
  test('is 202 with the same answer for every valid address', async () => {
    await site.confirmedReader('active@example.org');
    const answers = [];
    for (const email of ['new@example.org', 'active@example.org']) {
      const answer = await json({ email, newsletters: ['daily'], name: 'Ana', language: 'en' });
      answers.push(`${answer.status} ${await answer.text()}`);
    }
    expect(answers[0]).toMatch(/^202 \{"status":"check-your-mail"/);
    expect(answers[1]).toBe(answers[0]);
  });

  test('is refused as problem+json that names the wrong field', async () => {
    const answer = await json({ email: 'nobody' });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await answer.json()).toMatchObject({
      status: 422,
      code: 'subscribe.invalid',
      errors: [{ field: 'email', fault: 'is not an email address', example: 'ana@example.org' }],
    });
  });

  test.each([
    '[]',
    '"ana@example.org"',
    '{"email":{"__proto__":{"role":"owner"}}}',
    '{"__proto__":{"email":"a@b.org"}}',
  ])('refuses %s and pollutes nothing', async (body) => {
    const answer = await fetch(`${site.web.url}/subscribe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect([400, 422]).toContain(answer.status);
    expect('role' in {}).toBe(false);
  });
});

describe('the sign-up box for other sites', () => {
  test('is a frame any site may show, with the form for one newsletter', async () => {
    const answer = await site.get('/embed/daily');
    expect(answer.headers.get('content-security-policy')).toContain('frame-ancestors *');
    expect(answer.headers.get('x-frame-options')).toBeNull();
    expect(await answer.text()).toContain('type="hidden" name="newsletters" value="daily"');
    expect((await site.get('/embed/nightly')).status).toBe(404);
  });

  test('comes with a loader that other sites may fetch', async () => {
    const answer = await site.get('/embed.js');
    expect(answer.headers.get('content-type')).toMatch(/javascript/);
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(await answer.text()).toContain(`${site.web.url}/embed/`);
  });
});
