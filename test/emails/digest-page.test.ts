import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createEmailTemplates } from '../../src/adapters/email-templates.js';
import { createMjml } from '../../src/adapters/mjml.js';
import { SAMPLE_PICTURES } from '../../src/demo/newsroom/sample-feed.js';
import { createIssueRenderer } from '../../src/issues/render-issue.js';
import { openTestBrowser, type TestBrowser } from '../support/screenshot.js';
import { article, newsletter, sampleEdition } from './editions.js';
import { axeFaults, contrastFaults, texts } from './mail-page.js';

const renderer = createIssueRenderer({ mjml: createMjml(), templates: createEmailTemplates() });
const SCHEMES = ['light', 'dark'] as const;

let browser: TestBrowser;
let html: string;
beforeAll(async () => {
  browser = await openTestBrowser();
  ({ html } = await renderer.render(sampleEdition()));
});
afterAll(async () => browser.close());

describe.each(SCHEMES)('in a %s client', (scheme) => {
  test.each([640, 360])('axe finds no fault at %i px', async (width) => {
    await browser.withPage(html, { width, scheme, pictures: SAMPLE_PICTURES }, async (page) => {
      expect(await axeFaults(page)).toEqual([]);
      expect(await contrastFaults(page, 60)).toEqual([]);
    });
  });

  test('there is no slab of the other scheme', async () => {
    await browser.withPage(html, { width: 640, scheme }, async (page) => {
      const backgrounds = await page.evaluate<string[]>(
        `[...new Set([...document.querySelectorAll('body, body *')].filter((element) => element.offsetWidth > 500)
          .map((element) => getComputedStyle(element).backgroundColor))].filter((color) => color !== 'rgba(0, 0, 0, 0)')`,
      );
      const light = ['rgb(253, 252, 250)', 'rgb(244, 239, 230)'];
      expect(backgrounds.toSorted()).toEqual(
        scheme === 'light' ? light.toSorted() : ['rgb(27, 27, 29)', 'rgb(40, 39, 43)'],
      );
    });
  });
});

test.each([
  ['#ffee00', 'light'],
  ['#200040', 'dark'],
] as const)('an accent of %s is moved until it can be read in a %s client', async (accentColor, scheme) => {
  const { newsroom } = sampleEdition();
  const coloured = await renderer.render(sampleEdition({ newsroom: { ...newsroom, accentColor } }));
  await browser.withPage(coloured.html, { width: 640, scheme }, async (page) => {
    expect(await contrastFaults(page, 60)).toEqual([]);
  });
});

test('an edition from right to left passes axe too', async () => {
  const arabic = { ...newsletter, language: 'ar' };
  const edition = await renderer.render(sampleEdition({ newsletter: arabic }));
  await browser.withPage(edition.html, { width: 360 }, async (page) => {
    expect(await axeFaults(page)).toEqual([]);
    const [first] = await page.evaluate<number[]>(`[document.querySelector('h1').getBoundingClientRect().right]`);
    expect(first).toBe(340);
  });
});

test.each([320, 360, 414, 640])(
  'nothing sticks out at %i px, with a word of 70 letters and text at 200 %%',
  async (width) => {
    const long = 'Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichenfabrikation';
    const { stories } = sampleEdition();
    const edition = await renderer.render(
      sampleEdition({
        stories: [{ section: null, article: article({ title: long, dek: long, author: long }) }, ...stories],
      }),
    );
    await browser.withPage(edition.html, { width }, async (page) => {
      const overflow = `document.documentElement.scrollWidth - window.innerWidth`;
      expect(await page.evaluate<number>(overflow)).toBeLessThanOrEqual(0);
      await page.evaluate(
        `[...document.querySelectorAll('[style*="font"]')].map((element) => [element, parseFloat(getComputedStyle(element).fontSize)])
        .forEach(([element, size]) => size > 2 && element.style.setProperty('font-size', size * 2 + 'px', 'important'))`,
      );
      expect(await page.evaluate<number>(overflow)).toBeLessThanOrEqual(0);
    });
  },
);

test('text is at least 16 px where it is read and 13 px anywhere', async () => {
  await browser.withPage(html, { width: 360 }, async (page) => {
    const sizes = await page.evaluate<{ text: string; size: number }[]>(
      `[...document.querySelectorAll('body *')].filter((element) => element.innerText && element.children.length === 0 && element.getClientRects().length > 0)
        .map((element) => ({ text: element.innerText.trim(), size: parseFloat(getComputedStyle(element).fontSize) }))
        .filter(({ text }) => text !== '')`,
    );
    expect(sizes.length).toBeGreaterThan(50);
    expect(sizes.filter(({ size }) => size < 13)).toEqual([]);
    const read = sizes.filter(
      ({ text }) => text.length > 60 && !text.startsWith('You get') && !text.includes('Rope Street,'),
    );
    expect(read.filter(({ size }) => size < 14)).toEqual([]);
    const deks = sizes.filter(
      ({ text }) => text.startsWith('Two hundred tools') || text.startsWith('The Marigold left'),
    );
    expect(deks.map(({ size }) => size >= 16)).toEqual([true, true]);
  });
});

test('the links of the footer and the button are at least 44 px high on a phone', async () => {
  await browser.withPage(html, { width: 360 }, async (page) => {
    const heights = await page.evaluate<number[]>(
      `[...document.querySelectorAll('a.tap, .button a')].map((element) => element.getBoundingClientRect().height)`,
    );
    expect(heights.length).toBeGreaterThan(6);
    for (const height of heights) expect(height).toBeGreaterThanOrEqual(44);
  });
});

test('with pictures blocked and styles stripped it is one readable column with every headline', async () => {
  const stripped = html.replace(/<style[\s\S]*?<\/style>/g, '');
  await browser.withPage(stripped, { width: 360 }, async (page) => {
    const headlines = await texts(page, 'h1, h2, h3');
    expect(headlines).toHaveLength(1 + 14 + 4 + 1);
    expect(headlines).not.toContain('');
    expect(headlines[0]).toBe('Kestrel Bay Lantern');
    expect(await texts(page, 'a[href*="/join"]')).toEqual(['Become a member']);
    const widths = await page.evaluate<number[]>(
      `[...document.querySelectorAll('h3')].map((element) => element.getBoundingClientRect().width)`,
    );
    for (const width of widths) expect(width).toBeGreaterThan(200);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  });
});

test('the preheader and its filler are nowhere to be seen', async () => {
  await browser.withPage(html, { width: 640 }, async (page) => {
    const [visible = ''] = await texts(page, 'body');
    expect(visible).toContain('The library lends drills now, and the drills come back');
    expect(visible).not.toContain('The library lends drills now; herons');
    expect(await page.content()).toContain('The library lends drills now; herons');
  });
});
