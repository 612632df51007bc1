import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createEmailTemplates } from '../../src/adapters/email-templates.js';
import { createMjml } from '../../src/adapters/mjml.js';
import { sampleNewsroom } from '../../src/demo/newsroom/sample-newsroom.js';
import { createLetterRenderer } from '../../src/delivery/render-letter.js';
import type { LetterKind } from '../../src/kernel/letter.js';
import { openTestBrowser, type TestBrowser } from '../support/screenshot.js';
import { axeFaults, contrastFaults } from './mail-page.js';

const renderer = createLetterRenderer({ mjml: createMjml(), templates: createEmailTemplates() });
const { newsroom } = sampleNewsroom;
const BASE = 'https://news.lantern.example';

const VIEWS = {
  confirm: { confirmUrl: `${BASE}/confirm/1abc`, newsletterNames: ['Morning Tide', 'Weekend Log'], validDays: 7 },
  reminder: { confirmUrl: `${BASE}/confirm/1abc`, newsletterNames: ['Morning Tide', 'Weekend Log'], validDays: 6 },
  welcome: {
    newsletterName: 'Morning Tide',
    archiveUrl: `${BASE}/archive/morning-tide`,
    latestIssueTitle: 'The night ferry sails again',
    latestIssueUrl: `${BASE}/archive/morning-tide/2026-11-22`,
    preferencesUrl: `${BASE}/preferences/1abc`,
    unsubscribeUrl: `${BASE}/unsubscribe/1abc`,
  },
  owner: { preferencesUrl: `${BASE}/preferences/1abc`, validHours: 24 },
  left: {
    undoUrl: `${BASE}/unsubscribe/1abc?undo=1abd`,
    newsletterNames: ['Morning Tide', 'Weekend Log'],
    undoDays: 7,
  },
  paused: { preferencesUrl: `${BASE}/preferences/1abc`, newsletterNames: ['Morning Tide', 'Weekend Log'] },
  'sign-in': { signInUrl: `${BASE}/desk/sign-in/1abc`, validMinutes: 30 },
  notice: {
    heading: 'Morning Tide was not sent',
    paragraphs: ['One new story; the issue needs three.', 'Nothing went out.'],
    actionUrl: `${BASE}/desk`,
    actionLabel: 'Open the desk',
  },
} as const satisfies Record<LetterKind, object>;
const KINDS = ['confirm', 'reminder', 'welcome', 'owner', 'left', 'paused', 'sign-in', 'notice'] as const;

let browser: TestBrowser;
beforeAll(async () => {
  browser = await openTestBrowser();
});
afterAll(async () => browser.close());

describe.each(KINDS)('the %s letter', (kind) => {
  test('says the same in both parts, and passes axe on a phone in both schemes', async () => {
    const { subject, html, text } = await renderer.render(kind, newsroom, VIEWS[kind]);
    expect(subject).toMatch(/^\S.{8,70}$/);
    const urls = Object.values<unknown>(VIEWS[kind]).filter((value) => String(value).startsWith('https://'));
    expect(urls.length).toBeGreaterThan(0);
    for (const url of urls) {
      expect(html).toContain(` href="${String(url)}"`);
      expect(text.split('\n')).toContain(url);
    }
    for (const body of [html, text]) {
      expect(body).toContain('7 Rope Street');
      expect(body).not.toMatch(/undefined|null|\{\{|\[object/);
    }
    expect(await browser.withPage(html, { width: 360 }, async (page) => axeFaults(page))).toEqual([]);
    const dark = { width: 360, scheme: 'dark' } as const;
    expect(await browser.withPage(html, dark, async (page) => contrastFaults(page, 6))).toEqual([]);
  });

  test('is there in every language of the words', async () => {
    for (const language of ['de', 'fr', 'es', 'ar']) {
      const { subject, html } = await renderer.render(kind, { ...newsroom, language }, VIEWS[kind]);
      const english = await renderer.render(kind, newsroom, VIEWS[kind]);
      if (kind !== 'notice') expect(subject).not.toBe(english.subject);
      expect(html).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"`);
    }
  });
});

test('the confirmation names every newsletter, and how long the link works', async () => {
  const { subject, text } = await renderer.render('confirm', newsroom, VIEWS.confirm);
  expect(subject).toBe('Please confirm: Morning Tide and Weekend Log');
  expect(text).toContain('7 days');
});

test('a welcome without a latest issue and archive leaves no gap', async () => {
  const { preferencesUrl, unsubscribeUrl, newsletterName } = VIEWS.welcome;
  const { html, text } = await renderer.render('welcome', newsroom, { preferencesUrl, unsubscribeUrl, newsletterName });
  expect(html).not.toMatch(/latest issue|past issues/);
  expect(text).not.toMatch(/latest issue|past issues|\n\n\n/);
});

test('words in a notice stay words, and its heading stays one line', async () => {
  const heading = 'Odd\r\nBcc: all@example.org <script>window.pwned=1</script> {{newsroom.name}}';
  const { subject, html } = await renderer.render('notice', newsroom, {
    ...VIEWS.notice,
    heading,
    paragraphs: [heading],
  });
  expect(subject).toBe('Odd Bcc: all@example.org <script>window.pwned=1</script> {{newsroom.name}}');
  expect(html).not.toContain('<script');
});

test.each([
  ['confirm', { ...VIEWS.confirm, confirmUrl: 'javascript:alert(1)' }],
  ['sign-in', {}],
  ['welcome', { ...VIEWS.welcome, unsubscribeUrl: undefined }],
] as const)('a %s letter without a proper link is never rendered', async (kind, view) => {
  await expect(renderer.render(kind, newsroom, view)).rejects.toThrow();
});
