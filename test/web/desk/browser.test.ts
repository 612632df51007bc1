import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HtmlValidate } from 'html-validate';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { accessibilityFaults, openBrowser } from '../../support/browser.js';
import { createNumbersStore } from '../../../db/numbers-store.js';
import { storeBounces } from '../../support/store-bounces.js';
import { openDeskClient, titlesIn, type DeskClient } from './desk-client.js';
import { openDeskWorld, settle, type DeskWorld } from './desk-world.js';

let world: DeskWorld;
let desk: DeskClient;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([openDeskWorld(), openBrowser()]);
  desk = await openDeskClient(world);
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

/** A page of the signed-in owner, with everything the browser complained about. */
async function openPage(options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext(options);
  const [name = '', value = ''] = desk.cookies.owner.split('=');
  await context.addCookies([{ name, value, url: world.url }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  page.on('pageerror', (error) => void complaints.push(String(error)));
  return { page, complaints };
}

const close = async (page: Page) => page.context().close();

describe('an editor', () => {
  test('signs in by link, reorders, approves, sends, and watches the bar reach 100 %', async () => {
    const { path, id } = await desk.newDraft('watched', 5);
    const page = await browser.newPage();
    const link = await world.accounts.signInLink(world.people.editor, 60_000);
    await page.goto(world.url + new URL(link).pathname);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'watched one' }).click();

    await page.getByRole('button', { name: 'Move up: watched three' }).click();
    await page.getByText('The order is changed.').waitFor();
    const order = ['watched one', 'watched three', 'watched two'];
    expect(titlesIn(await page.content(), order.toSorted())).toEqual(order);
    await page.frameLocator('.preview iframe').getByText('watched three').first().waitFor();
    await page.getByRole('button', { name: 'Approve this version' }).click();
    await page.getByRole('link', { name: 'Send now…' }).click();
    await page.getByRole('button', { name: 'Send to all readers now' }).click();
    await page.getByText('The issue is on its way.').waitFor();

    await world.room.prepare(id);
    await page.locator('[data-state=sending]').waitFor();
    settle(world, id, ['accepted', 'accepted']);
    await page.getByText('40 %').waitFor();
    settle(world, id, ['accepted', 'accepted', 'accepted', 'accepted', 'accepted']);
    await page.getByText('100 %').waitFor();
    await world.room.closeFinished();
    await page.locator('.issue-facts').getByText('Done').waitFor();
    expect(new URL(page.url()).pathname).toBe(path);
    await page.close();
  });

  test('does the same without scripts, and the frame shows the progress', async () => {
    const { path, id } = await desk.newRun('plain', 4);
    settle(world, id, ['accepted']);
    const { page } = await openPage({ javaScriptEnabled: false });
    await page.goto(world.url + path);
    await page.frameLocator('iframe.live').getByText('25 %').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused. What is on the wire').waitFor();
    await close(page);
  });

  test('sees a mail whose scripts, forms and styles cannot touch the desk', async () => {
    const { id, path } = await desk.newDraft('hostile');
    const html = `<style>body{color:red}</style><script>document.title='taken'</script><form action="/desk/sign-out"><button>x</button></form><p>the mail</p>`;
    world.db.sqlite.prepare('UPDATE issue_variants SET html = ? WHERE issue_id = ?').run(html, id);
    const { page } = await openPage();
    await page.goto(world.url + path);
    const frame = page.frameLocator('.preview iframe');
    await frame.getByText('the mail').waitFor();
    expect(await page.title()).toContain('hostile one');
    const inside = page.frames().find((each) => each.url().includes('/preview'));
    expect(await inside?.evaluate('document.title')).toBe('');
    await close(page);
  });
});

/** The desk's tables, as they are called. */
const TABLES: readonly string[] = [
  'API keys',
  'Audit log',
  'Consent',
  'Deliveries',
  'Deliveries by domain',
  'Deliveries by reason',
  'Last issues',
  'Newsletters',
  'People at the desk',
  'Sources of The drawn',
  'Subscribers left out before sending',
  'Subscriptions',
  'Suppressions',
  'Tests',
  'What came back by day',
  'What came back by issue',
  'What came back by mailbox provider',
  'What came back by reason',
];

/** What of a page one would have to scroll sideways for at a width. */
async function outOfSight(page: Page, width: number): Promise<readonly string[]> {
  await page.setViewportSize({ width, height: 844 });
  const where = `at ${width} px of ${new URL(page.url()).pathname}`;
  const acts = await page.locator('td :is(a, button, select)').all();
  const outside = await Promise.all(
    acts.map(async (act) => {
      const box = await act.boundingBox();
      const isInside = box === null || (box.x >= 0 && box.x + box.width <= width);
      return isInside ? [] : [`${await act.innerText()} ${where}`];
    }),
  );
  const wider = '(element) => element.scrollWidth > element.clientWidth';
  const scrolls = await page.evaluate(`[...document.querySelectorAll('html, .table-frame')].some(${wider})`);
  return [...(scrolls === true ? [`the page or a table ${where}`] : []), ...outside.flat()];
}

describe('every page', () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:standard'],
    rules: {
      // The renderer escapes what can end a text or a value; a lone > in a value is valid HTML.
      'no-raw-characters': 'off',
      // A table that is displayed as cards is one to Safari only with its roles.
      'no-redundant-role': 'off',
    },
  });
  let paths: readonly string[];

  /** The answer to a form: no address leads to it. */
  async function sendTest(page: Page): Promise<void> {
    await page.goto(world.url + (paths.find((path) => path.startsWith('/desk/issues/')) ?? ''));
    await page.getByText('Send a test').click();
    await page.getByRole('button', { name: 'Send the test' }).click();
    await page.getByRole('table', { name: 'Tests' }).waitFor();
  }

  beforeAll(async () => {
    const draft = await desk.newDraft('drawn');
    const run = await desk.newRun('running', 6);
    settle(world, run.id, ['accepted', 'failed', 'held']);
    world.db.sqlite.prepare('UPDATE issues SET excluded = ? WHERE id = ?').run('{"topics":2}', run.id);
    await world.web.deps.rooms.articles.addSource({ newsletter: 'drawn', url: 'https://lantern.example/d.xml' });
    const sent = await desk.newRun('sent', 1);
    settle(world, sent.id, ['accepted']);
    await world.room.closeFinished();
    await world.subscribers.suppress({ email: 'rolf@readers.example', reason: 'bounce' }, 'bounce');
    const proof = { text: 'Yes, the Lantern', at: '2026-11-01T10:00:00Z' };
    const rita = { email: 'rita@readers.example', newsletters: ['drawn'], confirmed: true, consent: proof };
    await world.subscribers.addConfirmed(rita, { ip: null, userAgent: null, source: 'import' });
    storeBounces(world, run.id, [
      { class: 'soft', reason: 'blocked', domain: 'outlook.com', count: 3 },
      { class: 'hard', reason: 'unknown-user', domain: 'gmail.com', count: 2 },
    ]);
    const block = { issueId: run.id, kind: 'block', provider: 'Microsoft', count: 3, mails: 6 } as const;
    await createNumbersStore(world).raise(block, world.clock.now());
    await world.keyOf('editor');
    paths = [
      '/desk',
      '/desk/sign-in',
      draft.path,
      `${draft.path}/confirm/cancel`,
      run.path,
      `${run.path}/report`,
      `${run.path}/deliveries?state=held`,
      `${run.path}/live`,
      '/desk/feedback',
      '/desk/sources',
      '/desk/newsletters',
      '/desk/newsletters/new',
      '/desk/newsroom',
      '/desk/readers?email=rolf%40readers.example',
      '/desk/readers?email=rita%40readers.example',
      '/desk/people',
      '/desk/log',
      '/api/docs',
    ];
  });

  test.each([
    ['a desktop in light colours', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
    ['a phone in dark colours', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
  ] as const)('is accessible, fits and loads without complaint on %s', async (_name, options) => {
    const { page, complaints } = await openPage(options);
    for (const path of paths) {
      await page.goto(world.url + path);
      const faults = await accessibilityFaults(page);
      const fits = await page.evaluate('document.documentElement.scrollWidth <= innerWidth');
      expect({ path, faults, fits }).toEqual({ path, faults: [], fits: true });
    }
    expect(complaints.filter((text) => !/status of 404/.test(text))).toEqual([]);
    await close(page);
  });

  test('scrolls nowhere sideways on a phone or a tablet, with every button in sight', async () => {
    const { page } = await openPage();
    const seen = new Set<string>();
    const steps = paths
      .filter((path) => path.startsWith('/desk'))
      .map((path) => async () => page.goto(world.url + path));
    for (const step of [...steps, async () => sendTest(page)]) {
      await step();
      for (const caption of await page.locator('caption').allTextContents()) seen.add(caption);
      for (const width of [320, 390, 768, 930]) expect(await outOfSight(page, width)).toEqual([]);
    }
    expect([...seen].toSorted()).toEqual(TABLES);
    await close(page);
  });

  test('names its columns to those who cannot see them, also where a row is a card', async () => {
    const { page } = await openPage({ viewport: { width: 390, height: 844 } });
    await page.goto(`${world.url}/desk/sources`);
    const table = page.getByRole('table', { name: 'Sources of The drawn' });
    expect(await table.getByRole('columnheader').allTextContents()).toEqual(['Source', 'Health', 'Section', 'Act']);
    const cells = table.getByRole('row').nth(1).getByRole('cell');
    expect(await cells.count()).toBe(4);
    const label = "getComputedStyle(document.querySelectorAll('td')[1], '::before').content";
    expect(await page.evaluate(label)).toMatch(/^"Health"/);
    await close(page);
  });

  test('is valid HTML', async () => {
    for (const path of paths) {
      const { html } = await desk.visit(path, { as: 'owner' });
      const report = await validator.validateString(html);
      const faults = report.results.flatMap(({ messages }) =>
        messages.map(({ ruleId, message }) => `${ruleId}: ${message}`),
      );
      expect({ path, faults }).toEqual({ path, faults: [] });
    }
  });
});
