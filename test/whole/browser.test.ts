import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createApiClient } from '../../src/demo/api-client.js';
import { openFeed, type DemoFeed } from '../../src/demo/demo-feed.js';
import { openHouse, type House } from '../../src/demo/house.js';
import { until } from '../../src/demo/until.js';
import { openBrowser } from '../support/browser.js';

/** Real: every process of Pressrun, Chromium, the built-in mailbox. A reader's story and an editor's, end to end. */
const READER = 'maren@readers.example';

let house: House;
let feed: DemoFeed;
let browser: Browser;
let reader: BrowserContext;
let editor: BrowserContext;

beforeAll(async () => {
  feed = await openFeed(undefined);
  house = await openHouse({ FETCH_ALLOW: feed.host });
  browser = await openBrowser();
  reader = await browser.newContext({ viewport: { width: 390, height: 844 } });
  editor = await browser.newContext();
  const api = createApiClient(house.baseUrl, house.apiKey);
  await api.call('PATCH', '/newsroom', feed.newsroom);
  await api.call('PATCH', '/newsletters/daily', feed.newsletter);
  const source = await api.call<{ id: string }>('POST', '/sources', { newsletter: 'daily', url: feed.url });
  await api.call('POST', `/sources/${source.id}/fetch`);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await house?.stop();
  await feed?.close();
});

const mails = (page: Page, subject: RegExp) => page.locator('main').getByRole('link', { name: subject });

/** Opens the newest mail to the reader whose subject matches, in the mailbox. */
async function openMail(page: Page, subject: RegExp): Promise<void> {
  await until(`a mail ${subject.source}`, 20, async () => {
    await page.goto(`${house.baseUrl}/mailbox?to=${READER}`);
    return (await mails(page, subject).count()) > 0 ? true : undefined;
  });
  await mails(page, subject).first().click();
  await page.frameLocator('iframe').locator('body').waitFor();
}

/** Clicks a link of the mail shown; it opens in a page of its own. */
async function followInMail(page: Page, link: RegExp): Promise<Page> {
  const opened = reader.waitForEvent('page');
  await page.frameLocator('iframe').getByRole('link', { name: link }).first().click();
  const next = await opened;
  await next.waitForLoadState();
  return next;
}

describe('in a browser', () => {
  test('a reader subscribes on the form and confirms from the mail', async () => {
    const page = await reader.newPage();
    await page.goto(`${house.baseUrl}/subscribe`);
    await page.getByLabel(/email/i).fill(READER);
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await page.getByRole('heading', { name: /check your mail/i }).waitFor();
    await openMail(page, /confirm/i);
    const confirmation = await followInMail(page, /confirm|subscribe me/i);
    await confirmation.getByRole('button', { name: /subscribe me/i }).click();
    await confirmation.getByRole('heading', { name: /welcome/i }).waitFor();
    await openMail(page, /welcome/i);
  }, 60_000);

  test('an editor signs in, reorders, approves, sends and watches the bar reach 100 %', async () => {
    const page = await editor.newPage();
    const link = /https?:\S+\/desk\/sign-in\/\S+/.exec(house.log())?.[0] ?? '';
    await page.goto(link);
    await page.getByRole('button', { name: /sign in/i }).click();
    await page.waitForURL(/\/desk\/?$/);

    await page.getByRole('button', { name: /build/i }).first().click();
    await page.waitForURL(/\/desk\/issues\/[0-9a-z]{16}/);
    const titles = async () =>
      page.locator('[aria-labelledby=stories] .story-title, .story-lines .story-title').allInnerTexts();
    const before = await titles();
    expect(before.length).toBeGreaterThanOrEqual(12);
    await page.getByRole('button', { name: `Move up: ${before[1] ?? ''}` }).click();
    await page.waitForLoadState();
    expect((await titles()).slice(0, 2)).toEqual([before[1], before[0]]);

    await page.getByRole('button', { name: /approve/i }).click();
    await page.getByRole('link', { name: /send now/i }).click();
    await page.getByRole('button', { name: /send/i }).click();
    const bar = page.getByRole('progressbar');
    await until('the bar at 100 %', 30, async () => {
      const [value, max] = await Promise.all([bar.getAttribute('value'), bar.getAttribute('max')]);
      return max !== null && Number(max) > 0 && value === max ? true : undefined;
    });
    await page.locator('[data-count=accepted]').first().filter({ hasText: '1' }).waitFor();
  }, 90_000);

  test('the reader sees the digest and unsubscribes from it in two clicks', async () => {
    const page = await reader.newPage();
    await openMail(page, /night ferry/i);
    const mail = page.frameLocator('iframe');
    await mail.getByRole('heading', { level: 1 }).waitFor();
    expect(await mail.getByRole('heading', { level: 3 }).count()).toBeGreaterThanOrEqual(10);
    const leaving = await followInMail(page, /unsubscribe/i);
    expect(leaving.url()).toContain('/unsubscribe/');
    await leaving.getByRole('button').first().click();
    await leaving.getByRole('heading', { name: /unsubscribed|you left/i }).waitFor();
    const api = createApiClient(house.baseUrl, house.apiKey);
    const record = await api.call<{ subscriptions: readonly { state: string }[] }>(
      'GET',
      `/subscribers?email=${encodeURIComponent(READER)}`,
    );
    expect(record.subscriptions.map(({ state }) => state)).toEqual(['unsubscribed']);
  }, 60_000);
});
