import { beforeAll, describe, expect, test } from '@jest/globals';
import { HtmlValidate } from 'html-validate';
import { createEmailTemplates } from '../../src/adapters/email-templates.js';
import { createMjml } from '../../src/adapters/mjml.js';
import { createIssueRenderer } from '../../src/issues/render-issue.js';
import type { Edition } from '../../src/issues/renderer.js';
import { article, newsletter, sampleEdition } from './editions.js';

const renderer = createIssueRenderer({ mjml: createMjml(), templates: createEmailTemplates() });
const NO_IMAGE = { image: null } as const;
const { newsroom } = sampleEdition();

let sample: { readonly html: string; readonly text: string };
beforeAll(async () => {
  sample = await renderer.render(sampleEdition());
});

const tags = (html: string, name: string): readonly string[] => html.match(new RegExp(`<${name}\\b[^>]*>`, 'g')) ?? [];
const hrefs = (html: string): readonly string[] => [...html.matchAll(/ href="([^"]*)"/g)].map(([, url = '']) => url);

function fullEdition(): Edition {
  const stories = Array.from({ length: 26 }, (_, index) => ({
    section: ['Town', 'Shore', 'Culture', 'Opinion', 'Sport', 'Letters'][index % 6] ?? null,
    article: article({
      url: `https://lantern.example/2026/11/22/a-rather-long-slug-that-says-what-the-story-is-about-${index}`,
      title: `Headline ${index} that is as long as headlines get before an editor cuts them, which is here`,
      dek: 'Two sentences that say what happened and why it matters to those who live here. '.repeat(6),
      author: 'Ines Calder and Tomas Brandt',
      image: {
        url: `https://lantern.example/pictures/${index}-1200x675.jpg`,
        alt: 'What the picture shows, said in one whole sentence for those who do not see it.',
        credit: 'Photo: Wanda Okoro',
      },
    }),
  }));
  return sampleEdition({ stories });
}

describe('weight', () => {
  test('the sample edition stays below 60 KB, a hero and 25 stories below 80 KB', async () => {
    expect(Buffer.byteLength(sample.html)).toBeLessThan(60_000);
    const full = await renderer.render(fullEdition());
    expect(full.html.match(/<h3/g)).toHaveLength(25);
    expect(Buffer.byteLength(full.html)).toBeLessThan(80_000);
  });

  test('as many sections as stories cost no more than the budget', async () => {
    const stories = fullEdition().stories.map((story, index) => ({ ...story, section: `Section ${index}` }));
    const sections = stories.map(({ section }) => ({ name: section }));
    const { html } = await renderer.render(sampleEdition({ stories, newsletter: { ...newsletter, sections } }));
    expect(html.match(/<h2/g)).toHaveLength(1 + 25 + 1);
    expect(Buffer.byteLength(html)).toBeLessThan(80_000);
  });

  test('at most five stories below the lead show a picture, and only one a section', async () => {
    const { html } = await renderer.render(fullEdition());
    expect(tags(html, 'img')).toHaveLength(6);
  });

  test('an edition takes less than 400 ms of one core once warm, also on a slow machine', async () => {
    const edition = fullEdition();
    const times: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      const before = process.cpuUsage();
      await renderer.render(edition);
      const { user, system } = process.cpuUsage(before);
      times.push((user + system) / 1000);
    }
    expect(Math.min(...times)).toBeLessThan(400);
  });
});

describe('structure', () => {
  test('html, body and wrapper name language and direction', () => {
    const place = 'lang="en-GB" dir="ltr"';
    expect(sample.html).toContain(`<html ${place}`);
    expect(sample.html).toContain(`<body ${place}`);
    expect(sample.html).toMatch(new RegExp(`<div[^>]* role="article" ${place}`));
    expect(sample.html).not.toContain('"und"');
  });

  test('every table is for layout only, and headings step down from one h1', () => {
    for (const table of tags(sample.html, 'table')) expect(table).toContain('role="presentation"');
    const levels = [...sample.html.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels[0]).toBe(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
  });

  test('every picture has a width and an alt that is no file name', async () => {
    const stories = ['IMG_2041.JPG', 'photo', 'A headline', 'A boat'].map((alt, index) => ({
      section: `Section ${index}`,
      article: article({ image: { url: 'https://lantern.example/a.jpg', alt, credit: null } }),
    }));
    const sections = stories.map(({ section }) => ({ name: section }));
    const { html } = await renderer.render(sampleEdition({ stories, newsletter: { ...newsletter, sections } }));
    expect(tags(html, 'img').map((img) => / alt="([^"]*)"/.exec(img)?.[1])).toEqual(['', '', '', 'A boat']);
    for (const img of tags(html, 'img')) expect(img).toMatch(/ width="\d+"/);
  });

  test('html-validate finds nothing but what MJML does on purpose', async () => {
    const off = Object.fromEntries(
      [
        'no-conditional-comment', // Outlook reads tables from comments.
        'no-inline-style', // Gmail's app drops style blocks for foreign accounts.
        'no-deprecated-attr', // align, bgcolor, cellpadding: Outlook again.
        'no-trailing-whitespace',
        'void-style',
        'doctype-style',
        'prefer-native-element', // role="main": webmails drop unknown elements.
        'no-implicit-button-type',
      ].map((rule) => [rule, 'off'] as const),
    );
    const report = await new HtmlValidate({ extends: ['html-validate:recommended'], rules: off }).validateString(
      sample.html,
    );
    expect(
      report.results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`)),
    ).toEqual([]);
  });

  test('no host but the newsroom and this press, no script, form, frame or embedded picture', () => {
    const urls = [...sample.html.matchAll(/ (?:href|src|srcset|background)="([^"]*)"/g)].map(([, url = '']) => url);
    expect(urls.length).toBeGreaterThan(30);
    for (const url of urls.filter((one) => !one.startsWith('slot-') && !one.startsWith('mailto:')))
      expect(new URL(url).origin).toMatch(/^https:\/\/(news\.)?lantern\.example$/);
    expect(sample.html).not.toMatch(/<(script|form|iframe|link|svg|object)\b|@import|data:|url\(/i);
  });

  test('the palette is fixed for dark clients in three ways', () => {
    expect(sample.html).toContain('<meta name="color-scheme" content="light dark">');
    expect(sample.html).toContain('<meta name="supported-color-schemes" content="light dark">');
    expect(sample.html).toContain('@media (prefers-color-scheme: dark)');
    expect(sample.html).toContain('[data-ogsc]');
    expect(sample.html).toContain('[data-ogsb]');
  });
});

describe('languages', () => {
  const arabic = sampleEdition({
    newsroom: { ...newsroom, language: 'ar', support: null },
    newsletter: { ...newsletter, language: 'ar', sections: [] },
    stories: [
      { section: null, article: article({ title: 'بعد تسعة شتاءات' }) },
      { section: null, article: article({ title: 'An English guest', language: 'en' }) },
    ],
  });

  test('an Arabic edition runs from right to left everywhere', async () => {
    const { html } = await renderer.render(arabic);
    expect(html).toContain('<body lang="ar" dir="rtl"');
    expect(html).not.toMatch(/direction:\s*ltr|text-align:\s*left|align="left"/);
    expect(html).toContain('إلغاء الاشتراك');
    expect(html).toContain('نوفمبر');
  });

  test('a story in another language says so', async () => {
    const { html } = await renderer.render(arabic);
    expect(html).toMatch(/<div[^>]* lang="en" dir="ltr"[^>]*>\s*<h3[^>]*><a[^>]*>An English guest/);
  });

  test('English words in an edition of a language we have no words for are marked as English', async () => {
    const { html } = await renderer.render(sampleEdition({ newsletter: { ...newsletter, language: 'he' } }));
    expect(html).toContain('<html lang="he" dir="rtl"');
    expect(html).toMatch(/<div[^>]* lang="en" dir="ltr"[^>]*>[\s\S]*Unsubscribe/);
  });

  test('the date is the day of the newsletter, not of the server', async () => {
    const german = {
      ...newsletter,
      language: 'de',
      schedule: { ...newsletter.schedule, timeZone: 'Pacific/Kiritimati' },
    };
    const { html, text } = await renderer.render(sampleEdition({ newsletter: german }));
    expect(html).toContain('Sonntag, 22. November 2026');
    expect(text).toContain('Sonntag, 22. November 2026');
  });
});

describe('text twin', () => {
  test('has the same stories in the same order as the HTML, every URL whole on its line', () => {
    const titles = [...sample.html.matchAll(/<h[23][^>]*><a[^>]*>([^<]+)<\/a>/g)].map(([, title = '']) => title);
    const oneLine = sample.text.replace(/\s+/g, ' ');
    const places = titles.map((title) => oneLine.indexOf(title.replaceAll('&#39;', "'")));
    expect(places).toHaveLength(14);
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    const lines = sample.text.split('\n');
    for (const url of hrefs(sample.html).filter((href) => href.includes('/stories/'))) expect(lines).toContain(url);
  });

  test('keeps to 78 columns but for URLs, and ends with the ways out and the postal address', async () => {
    const { text } = await renderer.render(fullEdition());
    for (const line of text.split('\n').filter((one) => !one.startsWith('http')))
      expect(line.length).toBeLessThanOrEqual(78);
    const footer = text.slice(text.indexOf('\n-- \n'));
    expect(footer).toContain('Unsubscribe:\nslot-7f3a9c2e-unsubscribe-url-end\n');
    expect(footer).toContain('slot-7f3a9c2e-preferences-url-end\n');
    expect(footer).toContain('7 Rope Street');
    expect(footer).toContain('no open pixel');
  });

  test('a long text without spaces is cut into lines of two-column characters', async () => {
    const { text } = await renderer.render(
      sampleEdition({ stories: [{ section: null, article: article({ dek: '港の灯りが戻った。'.repeat(20) }) }] }),
    );
    const lines = text.split('\n').filter((line) => line.includes('港'));
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(39);
  });
});

const story = (title: string, section: string | null) => ({ section, article: article({ title, ...NO_IMAGE }) });
const headings = (html: string) => [...html.matchAll(/<h([23])[^>]*>(?:<a[^>]*>)?([^<]+)/g)].map(([, , name]) => name);

describe('order', () => {
  test('sections come in the order of the newsletter, then the rest, stories without one last', async () => {
    const stories = [
      story('Lead', 'Culture'),
      story('Loose', null),
      story('Goal', 'Sport'),
      story('Opera', 'culture'),
      story('Vote', 'Town'),
      story('Second goal', 'sport'),
    ];
    const { html } = await renderer.render(sampleEdition({ stories }));
    expect(headings(html).slice(0, -1)).toEqual([
      'Lead',
      'Town',
      'Vote',
      'Culture',
      'Opera',
      'Sport',
      'Goal',
      'Second goal',
      'More stories',
      'Loose',
    ]);
  });
});

describe('thin days', () => {
  test('a story without picture, dek, author and date leaves neither a gap nor a word too many', async () => {
    const bare = { dek: null, author: null, publishedAt: null, image: null } as const;
    const { html, text } = await renderer.render(
      sampleEdition({
        note: null,
        preheader: '',
        newsroom: { ...newsroom, support: null, licence: null, privacyUrl: null, replyTo: null },
        stories: [
          { section: null, article: article({ title: 'Only this', ...bare }) },
          { section: null, article: article({ title: 'And that', ...bare }) },
        ],
      }),
    );
    for (const body of [html, text]) expect(body).not.toMatch(/undefined|null|Invalid|NaN|\[object/);
    expect(html).not.toMatch(/<(p|h[1-6]|a|div)\b[^>]*>\s*<\/\1>/);
    expect(html).not.toContain('<img');
    expect(text).not.toMatch(/\n\n\n/);
    expect(text).toContain('Only this\nhttps://lantern.example/stories/one\n');
  });

  test('only an older story says its day', async () => {
    const stories = [0, 1, 3, 400].map((days) => ({
      section: null,
      article: article({ publishedAt: Date.UTC(2026, 10, 22 - days, 12), author: null }),
    }));
    const { text } = await renderer.render(sampleEdition({ note: null, stories }));
    expect(text.match(/^\d+ \w+( \d{4})?$/gm)).toEqual(['19 November', '18 October 2025']);
  });
});

describe('MJML', () => {
  test('a template with a fault never becomes a mail', async () => {
    const broken = '<mjml lang="en" dir="ltr"><mj-body><mj-section><mj-colum></mj-colum></mj-section></mj-body></mjml>';
    await expect(createMjml().toHtml(broken)).rejects.toThrow(/mj-colum/);
  });

  test('includes are not read', async () => {
    const source =
      '<mjml lang="en" dir="ltr"><mj-body><mj-include path="./package.json" type="html" /></mj-body></mjml>';
    const html = await createMjml()
      .toHtml(source)
      .catch(() => '');
    expect(html).not.toContain('pressrun');
  });
});
