import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HtmlValidate } from 'html-validate';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { orThrow } from '../../../src/kernel/refusal.js';
import { visitor } from '../../subscribers/world.js';
import { accessibilityFaults, openBrowser } from '../../support/browser.js';
import { openReaderWeb, type ReaderWeb } from './reader-web.js';

let site: ReaderWeb;
let browser: Browser;
let paths: Record<string, string>;
beforeAll(async () => {
  [site, browser] = await Promise.all([openReaderWeb({ withMailbox: true }), openBrowser()]);
  const ana = await site.confirmedReader('ana@example.org', ['daily', 'weekly']);
  const used = site.confirmToken('ana@example.org');
  orThrow(await site.room.subscribe({ email: 'new@example.org', newsletters: ['daily'] }, visitor()));
  const preferences = `/preferences/${site.tokens.sign('preferences', [ana])}`;
  const owner = `/preferences/${site.tokens.sign('owner', [ana, site.newId()])}`;
  const ben = await site.confirmedReader('ben@example.org', ['daily']);
  orThrow(await site.room.unsubscribe(site.tokens.sign('unsubscribe', [ben, site.daily.id]), visitor()));
  paths = {
    home: '/',
    subscribe: '/subscribe',
    confirm: `/confirm/${site.confirmToken('new@example.org')}`,
    confirmed: `/confirm/${used}`,
    unsubscribe: `/unsubscribe/${site.tokens.sign('unsubscribe', [ana, site.daily.id])}`,
    preferences,
    askOwner: `${preferences}/erase`,
    owner,
    erase: `${owner}/erase`,
    left: `/unsubscribe/${site.tokens.sign('unsubscribe', [ben, site.daily.id])}`,
    archive: '/archive/daily',
    box: '/embed/daily',
    missing: '/nowhere',
  };
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

/** Smaller than a finger: WCAG 2.5.5. The tick inside a choice and the field for robots are no targets of their own. */
const SMALL_TARGETS = `Array.from(document.querySelectorAll('button, .button, .choice, .field input'))
  .filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)`;

test('axe finds nothing wrong with any page on a phone, nothing is cut off, every target is large', async () => {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 }, colorScheme: 'light' });
  for (const [name, path] of Object.entries(paths)) {
    await page.goto(site.web.url + path);
    const faults = await accessibilityFaults(page);
    const fits = await page.evaluate('document.documentElement.scrollWidth <= innerWidth');
    expect({ name, faults, fits, small: await page.evaluate(SMALL_TARGETS) }).toEqual({
      name,
      faults: [],
      fits: true,
      small: [],
    });
  }
  await page.close();
});

test('in dark colours every text stands out from its ground', async () => {
  const page = await browser.newPage({ colorScheme: 'dark' });
  for (const [name, path] of Object.entries(paths)) {
    await page.goto(site.web.url + path);
    expect({ name, faults: await accessibilityFaults(page, ['color-contrast']) }).toEqual({ name, faults: [] });
  }
  await page.close();
});

test('every page is valid HTML', async () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:recommended'],
    rules: {
      'void-style': 'off',
      'attribute-boolean-style': 'off',
      'doctype-style': 'off',
      'long-title': 'off',
      'form-dup-name': ['error', { shared: ['checkbox', 'radio', 'submit'] }],
      'no-raw-characters': 'off',
    },
  });
  for (const [name, path] of Object.entries(paths)) {
    const { results } = await validator.validateString(await (await site.get(path)).text());
    const faults = results.flatMap((result) => result.messages.map(({ ruleId, message }) => `${ruleId}: ${message}`));
    expect({ name, faults }).toEqual({ name, faults: [] });
  }
});

test('a reader without JavaScript subscribes, confirms, takes a break, leaves and comes back', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const heading = async () => page.textContent('h1');
  await page.goto(`${site.web.url}/`);
  await page.fill('#email', 'zoe@example.org');
  await page.click('form button');
  expect(await heading()).toBe('Check your mail');
  await page.goto(`${site.web.url}/confirm/${site.confirmToken('zoe@example.org')}`);
  await page.click('text=Yes, subscribe me');
  expect(await heading()).toBe('Welcome aboard');
  await page.click('text=Your preferences');
  await page.check('text=4 weeks');
  await page.click('text=Save');
  expect(await page.textContent('.notice')).toBe('Saved.');
  expect(await site.states('zoe@example.org')).toEqual({ daily: 'paused' });
  const { subscriber } = orThrow(await site.room.lookUp('zoe@example.org'));
  await page.goto(`${site.web.url}/unsubscribe/${site.tokens.sign('unsubscribe', [subscriber.id, site.daily.id])}`);
  await page.click('text=Unsubscribe from Morning Light');
  expect(await site.states('zoe@example.org')).toEqual({ daily: 'unsubscribed' });
  await page.click('text=That was a mistake');
  expect(await page.textContent('.notice')).toBe('Welcome back. You are subscribed again.');
  expect(await site.states('zoe@example.org')).toEqual({ daily: 'paused' });
  await context.close();
});

test('under attack a browser proves its work by itself, and a reader without JavaScript waits', async () => {
  await site.flood(301, { fromPage: true });
  const page = await browser.newPage();
  await page.goto(`${site.web.url}/subscribe`);
  await page.fill('#email', 'working@example.org');
  await page.click('main form button');
  await page.locator('h1', { hasText: 'Check your mail' }).waitFor();
  expect(await site.states('working@example.org')).toEqual({ daily: 'pending' });
  await page.close();

  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(`${site.web.url}/subscribe`);
  await plain.fill('#email', 'waiting@example.org');
  await plain.click('main form button');
  expect(await plain.textContent('main')).toContain('Please wait 20 seconds');
  await plain.click('main form button');
  expect(await plain.textContent('h1')).toBe('One more moment');
  site.clock.advance(20_000);
  await plain.click('main form button');
  expect(await plain.textContent('h1')).toBe('Check your mail');
  expect(await site.states('waiting@example.org')).toEqual({ daily: 'pending' });
  await context.close();
  site.clock.advance(3_600_000);
});

test('no script of an issue runs in the archive', async () => {
  const page = await browser.newPage();
  await page.goto(`${site.web.url}/archive/daily/2026-11-21`);
  expect(await page.title()).toBe('Issue');
  await page.close();
});

/** A page of another site on a port of its own, until `work` is done. */
async function withOtherSite(html: string, work: (url: string) => Promise<void>): Promise<void> {
  const other = createServer((_req, res) => res.setHeader('content-type', 'text/html').end(html));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  try {
    // `localhost` is another host than 127.0.0.1, so browsers count it as another site.
    await work(`http://localhost:${(other.address() as AddressInfo).port}/`);
  } finally {
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
  }
}

test('the box works in a frame of another site', async () => {
  const script = `<script src="${site.web.url}/embed.js" data-newsletter="weekly"></script>`;
  await withOtherSite(`<!doctype html><p>Our blog</p>${script}`, async (url) => {
    const page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(url);
    const frame = page.frameLocator('iframe');
    await frame.locator('#email').fill('framed@example.org');
    await frame.locator('button').click();
    await frame.locator('text=Check your mail').waitFor();
    expect(await site.states('framed@example.org')).toEqual({ weekly: 'pending' });
    await page.close();
  });
});
