import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { createEmailTemplates } from '../../src/adapters/email-templates.js';
import { createMjml } from '../../src/adapters/mjml.js';
import { escapeHtml } from '../../src/issues/fill-slots.js';
import { createIssueRenderer } from '../../src/issues/render-issue.js';
import type { Edition } from '../../src/issues/renderer.js';
import { openTestBrowser, type TestBrowser } from '../support/screenshot.js';
import { article, newsletter, sampleEdition } from './editions.js';

const renderer = createIssueRenderer({ mjml: createMjml(), templates: createEmailTemplates() });

/** Each is a way out of some place a headline is printed in: text, attribute, MJML, template, comment, style. */
const HEADLINES = [
  '"><img src=x onerror=window.pwned=1>',
  "'><svg onload=window.pwned=1>",
  '</mj-text><script>window.pwned=1</script>',
  '</mj-column></mj-section><mj-raw><script>window.pwned=1</script></mj-raw>',
  '<mj-include path="./package.json" />',
  '{{newsroom.name}} {{{dek}}} {{> footer}} {{#hero}}{{title}}{{/hero}} {{=<% %>=}}',
  '${process.exit(1)} %%name%% <%= 1 %> [[x]] *|FNAME|*',
  ']]> <![CDATA[ <script>window.pwned=1</script> ]]>',
  '<!--[if mso]><script>window.pwned=1</script><![endif]-->',
  '--> <script>window.pwned=1</script> <!--',
  '</title><script>window.pwned=1</script>',
  '</style><script>window.pwned=1</script>',
  'He said "no", she said \'yes\' & they said <nothing> – `really`',
  '&lt;script&gt;window.pwned=1&lt;/script&gt; &amp; &quot; &#60;b&#62;',
  'Line one\r\nBcc: everybody@example.org\r\n.\r\nMAIL FROM:<x@y>',
  'Turned \u202e around \u2066 and \u0000 cut \u001b[31m',
  'slot-00000000-unsubscribe-url-end',
  'true',
  'Ein “Zitat”, l’été, 日本語, العربية, emoji 🦭🏴󠁧󠁢󠁳󠁣󠁴󠁿',
];

const URLS = [
  'javascript:window.pwned=1',
  'data:text/html,<script>window.pwned=1</script>',
  'https://lantern.example/"onclick="window.pwned=1',
  'https://lantern.example/?a=1&b=<x>&c=\'"',
  ' not a url at all',
];

function hostileEdition(hostile: string, url = 'https://lantern.example/x'): Edition {
  const { newsroom } = sampleEdition();
  const image = { url, alt: hostile, credit: hostile };
  const story = {
    section: hostile,
    article: article({ url, title: hostile, dek: `${hostile}.`, author: hostile, language: hostile, image }),
  };
  return sampleEdition({
    newsroom: {
      ...newsroom,
      name: hostile.slice(0, 80),
      postalAddress: hostile,
      licence: hostile,
      support: { heading: hostile, text: hostile, label: hostile, url: 'https://lantern.example/join' },
    },
    newsletter: { ...newsletter, name: hostile.slice(0, 80), sections: [{ name: hostile.slice(0, 60) }] },
    subject: hostile,
    preheader: hostile,
    note: hostile,
    stories: [story, { ...story, section: 'Safe' }, { ...story, section: null }],
  });
}

let browser: TestBrowser;
let shape: readonly string[];

/** Names of all elements and attributes: what a text must not be able to change. */
const shapeOf = async (page: Page): Promise<readonly string[]> =>
  page.evaluate<string[]>(
    `[...document.querySelectorAll('*')].map((element) => element.localName + '[' + element.getAttributeNames().sort() + ']')`,
  );

beforeAll(async () => {
  browser = await openTestBrowser();
  const { html } = await renderer.render(hostileEdition('A quiet headline'));
  shape = await browser.withPage(html, {}, shapeOf);
  expect(shape.length).toBeGreaterThan(100);
});
afterAll(async () => browser.close());

describe('words from outside', () => {
  test.each(HEADLINES)('stay words: %s', async (hostile) => {
    const { html, text } = await renderer.render(hostileEdition(hostile));
    await browser.withPage(html, {}, async (page) => {
      expect(await shapeOf(page)).toEqual(shape);
      expect(await page.evaluate('window.pwned')).toBeUndefined();
      const shown = hostile
        .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ')
        .replace(/\s+/g, ' ')
        .trim();
      expect(await page.locator('h2 a').first().innerText()).toBe(shown);
      expect(text.replace(/\s+/g, ' ')).toContain(shown);
    });
  });

  test('control characters and changes of direction never reach the text part', async () => {
    for (const hostile of HEADLINES) {
      const { text } = await renderer.render(hostileEdition(hostile));
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }
  });
});

describe('addresses from outside', () => {
  test.each(URLS)('lead to the web or nowhere: %s', async (url) => {
    const { html } = await renderer.render(hostileEdition('A quiet headline', url));
    await browser.withPage(html, {}, async (page) => {
      const links = await page.evaluate<string[]>(`[...document.links].map((link) => link.getAttribute('href'))`);
      for (const link of links) expect(link).toMatch(/^(https:\/\/|mailto:|slot-)/);
      const extra = await page.evaluate<number>(`document.querySelectorAll('[onclick]').length`);
      expect(extra).toBe(0);
      const pictures = await page.evaluate<string[]>(`[...document.images].map((image) => image.getAttribute('src'))`);
      for (const picture of pictures) expect(picture).toMatch(/^https:\/\//);
    });
  });
});

test('escaped words come back as they were', async () => {
  const words = HEADLINES.join(' | ');
  const echoed = await browser.withPage(`<p title="${escapeHtml(words)}">x</p>`, {}, async (page) =>
    page.evaluate<string>(`document.querySelector('p').title`),
  );
  expect(echoed.replace(/\s+/g, ' ')).toBe(words.replaceAll('\u0000', '\ufffd').replace(/\s+/g, ' '));
});
