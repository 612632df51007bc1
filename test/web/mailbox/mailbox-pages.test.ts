import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { createMailbox, type RunningMailbox } from '../../../src/adapters/mailbox/create-mailbox.js';
import { createMailboxRouter } from '../../../src/web/mailbox/mailbox-router.js';
import { axeFaults } from '../../emails/mail-page.js';
import { lines } from '../../feedback/reports.js';
import { dataOf, smtpTalk } from '../../feedback/smtp-talk.js';
import { fakeClock, testIds } from '../../support/determinism.js';
import { openIssuesWorld, type IssuesWorld } from '../../support/issues-world.js';
import { startWeb, type RunningWeb } from '../../support/web.js';

let folder: string;
let world: IssuesWorld;
let running: RunningMailbox;
let web: RunningWeb;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pressrun-mailbox-'));
  const clock = fakeClock();
  world = await openIssuesWorld();
  running = await createMailbox({
    file: join(folder, 'mailbox.sqlite'),
    smtpPort: 0,
    host: '127.0.0.1',
    clock,
    newId: testIds(clock),
  });
  web = await startWeb({
    rooms: { newsletters: world.newsletters },
    mailbox: running.mailbox,
    routers: (deps) => [{ path: '/mailbox', router: createMailboxRouter(deps) }],
  });
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  await deliver('reader@example.net', HTML_MAIL(web.url));
  await deliver('text@example.net', TEXT_MAIL);
});
afterAll(async () => {
  await browser.close();
  await web.close();
  await running.close();
  world.remove();
  rmSync(folder, { recursive: true, force: true });
});

const deliver = async (to: string, raw: Buffer) =>
  smtpTalk(running.port, ['EHLO me', 'MAIL FROM:<b-x@bounces.example.org>', `RCPT TO:<${to}>`, 'DATA', dataOf(raw)]);

const HTML_MAIL = (url: string) =>
  lines(
    'From: Daily <daily@example.org>',
    'To: reader@example.net',
    'Subject: Fog <b>on</b> the quay & more',
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<html><head><title>x</title></head><body><h1 style="color: #a00">Fog on the quay</h1>',
    `<p><a id="confirm" href="${url}/mailbox?to=confirmed">Confirm</a></p>`,
    '<script>document.body.innerHTML = "scripted"; parent.document.title = "scripted"</script>',
    '<form action="/steal"><button id="steal">Win</button></form></body></html>',
  );

const TEXT_MAIL = lines(
  'From: daily@example.org',
  'Subject: In text',
  '',
  'Confirm here: https://lantern.example/confirm/abc. <script>alert(1)</script>',
);

const get = async (path: string) => {
  const response = await fetch(web.url + path);
  return { status: response.status, headers: response.headers, body: await response.text() };
};
const idOf = async (to: string) => (await running.mailbox.list({ to, limit: 1 }))[0]?.id ?? '';

describe('the list', () => {
  test('shows the newest mails with their subjects escaped, and searches by recipient', async () => {
    const all = await get('/mailbox');
    expect(all.body).toContain('Fog &lt;b>on&lt;/b> the quay &amp; more');
    expect(all.body.indexOf('In text')).toBeLessThan(all.body.indexOf('the quay'));
    const found = await get('/mailbox?to=TEXT@');
    expect(found.body).toContain('In text');
    expect(found.body).not.toContain('the quay');
    expect((await get('/mailbox?to=nobody')).body).toContain('No mail to “nobody”.');
  });
});

describe('a mail', () => {
  test('its HTML comes with a policy that allows no script, form or stranger as frame', async () => {
    const { headers, body } = await get(`/mailbox/${await idOf('reader@')}/html`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'none'.*form-action 'none'.*frame-ancestors 'self'.*sandbox/);
    expect(policy).not.toContain('allow-scripts');
    expect(policy).not.toContain('allow-same-origin');
    expect(body).toContain('<base target="_blank">');
  });

  test('text, headers and source are shown as text', async () => {
    const id = await idOf('text@');
    const text = await get(`/mailbox/${id}`);
    expect(text.body).toContain('<a href="https://lantern.example/confirm/abc"');
    expect(text.body).toContain('&lt;script>alert(1)');
    expect((await get(`/mailbox/${id}?view=headers`)).body).toContain('From: daily@example.org');
    expect((await get(`/mailbox/${id}?view=source`)).body).toContain('Subject: In text');
    expect((await get(`/mailbox/${id}?view=html`)).body).toContain('no HTML part');
    const file = await get(`/mailbox/${id}/source.eml`);
    expect(file.headers.get('content-disposition')).toContain(`${id}.eml`);
  });

  test.each(['/mailbox/none', '/mailbox/none/html', '/mailbox/none/source.eml'])('%s is not here', async (path) => {
    const { status, body } = await get(path);
    expect(status).toBe(404);
    expect(body).toContain('This mail is not in the mailbox.');
  });

  test('without a mailbox there are no pages', async () => {
    const bare = await startWeb({
      rooms: { newsletters: world.newsletters },
      routers: (deps) => [{ path: '/mailbox', router: createMailboxRouter(deps) }],
    });
    expect((await fetch(`${bare.url}/mailbox`)).status).toBe(404);
    await bare.close();
  });
});

describe('in a browser', () => {
  test('the mail is seen in its frame, its script is not run, and its link opens', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await page.goto(`${web.url}/mailbox`);
    await page.getByText('the quay').click();
    const frame = page.frameLocator('iframe');
    expect(await frame.locator('h1').innerText()).toBe('Fog on the quay');
    expect(await page.title()).not.toContain('scripted');
    const [opened] = await Promise.all([page.waitForEvent('popup'), frame.locator('#confirm').click()]);
    await opened.waitForLoadState();
    expect(opened.url()).toBe(`${web.url}/mailbox?to=confirmed`);
    expect(await opened.getByRole('searchbox').inputValue()).toBe('confirmed');
    await page.close();
  });

  test.each([
    ['light', 390],
    ['dark', 390],
    ['light', 1200],
    ['dark', 1200],
  ] as const)('axe finds no fault in %s at %i px, and nothing is wider than the window', async (colorScheme, width) => {
    const page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme, bypassCSP: true });
    const id = await idOf('text@');
    for (const path of ['/mailbox', `/mailbox/${id}`, `/mailbox/${id}?view=source`]) {
      await page.goto(web.url + path);
      expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(await axeFaults(page)).toEqual([]);
    }
    await page.close();
  });
});
