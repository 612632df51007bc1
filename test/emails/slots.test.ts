import { beforeAll, describe, expect, test } from '@jest/globals';
import { createEmailTemplates } from '../../src/adapters/email-templates.js';
import { createMjml } from '../../src/adapters/mjml.js';
import { archiveHtml } from '../../src/issues/archive-html.js';
import { escapeHtml, fillSlots } from '../../src/issues/fill-slots.js';
import { SLOTS, slotMark } from '../../src/issues/issue.js';
import { createIssueRenderer } from '../../src/issues/render-issue.js';
import { openTestBrowser } from '../support/screenshot.js';
import { sampleEdition } from './editions.js';
import { axeFaults } from './mail-page.js';

const renderer = createIssueRenderer({ mjml: createMjml(), templates: createEmailTemplates() });
const edition = sampleEdition();
const { slotKey, subscribeUrl } = edition;
const reader = {
  unsubscribe_url: 'https://news.lantern.example/unsubscribe/1abc?x=1&y=2',
  preferences_url: 'https://news.lantern.example/preferences/1abc',
  reader_address: "o'neil&sons@example.org",
};

let variant: { readonly html: string; readonly text: string };
beforeAll(async () => {
  variant = await renderer.render(edition);
});

const bodyOf = (html: string) => html.slice(html.indexOf('<body'));

describe('a variant', () => {
  test.each(SLOTS)('has the mark of %s in both parts', (slot) => {
    expect(variant.html).toContain(slotMark(slotKey, slot));
    expect(variant.text).toContain(slotMark(slotKey, slot));
  });

  test('is the same bytes for the same edition', async () => {
    expect(await renderer.render(edition)).toEqual(variant);
  });

  test('filled for a reader keeps no mark and loses nothing else', () => {
    const html = fillSlots(variant.html, slotKey, reader, escapeHtml);
    const text = fillSlots(variant.text, slotKey, reader, (value) => value);
    expect(html + text).not.toContain(`slot-${slotKey}`);
    expect(html).toContain('href="https://news.lantern.example/unsubscribe/1abc?x=1&#38;y=2"');
    expect(html).toContain('at o&#39;neil&#38;sons@example.org because');
    expect(text).toContain(`\n${reader.unsubscribe_url}\n`);
  });

  test('leaves the marks of another key and dollar signs in values alone', () => {
    const body = `${slotMark('other', 'reader_address')} ${slotMark(slotKey, 'reader_address')}`;
    const filled = fillSlots(body, slotKey, { ...reader, reader_address: '$& $1' }, (value) => value);
    expect(filled).toBe(`${slotMark('other', 'reader_address')} $& $1`);
  });
});

describe('the archive page', () => {
  test('is the mailed artefact but for the personal parts and one addition to the head', () => {
    const page = archiveHtml({ html: variant.html, slotKey }, { subscribeUrl });
    const mail = fillSlots(variant.html, slotKey, reader, escapeHtml);
    const anonymous = { unsubscribe_url: subscribeUrl, preferences_url: subscribeUrl, reader_address: 'your address' };
    expect(bodyOf(page)).toBe(bodyOf(fillSlots(variant.html, slotKey, anonymous, escapeHtml)));
    expect(mail.length).toBeGreaterThan(10_000);
    expect(page).toContain('<meta name="robots" content="noindex">');
    expect(page).not.toContain(`slot-${slotKey}`);
  });

  test('shows no personal link, offers to subscribe, and passes axe', async () => {
    const browser = await openTestBrowser();
    try {
      const html = archiveHtml({ html: variant.html, slotKey }, { subscribeUrl });
      await browser.withPage(html, { width: 640 }, async (page) => {
        const shown = await page.locator('body').innerText();
        expect(shown).not.toMatch(/Unsubscribe|your address|View in browser/);
        expect(shown).toContain('Subscribe to Morning Tide');
        expect(await axeFaults(page)).toEqual([]);
      });
    } finally {
      await browser.close();
    }
  });
});
