import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { chromium, type Page } from 'playwright-core';

interface PageOptions {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  /** Folder that answers for every picture, by file name; without it pictures are blocked, as many mail clients do. */
  readonly pictures?: string;
}

export interface TestBrowser {
  /** Shows a document without any network to `look`. One page serves all: one call at a time. */
  withPage<T>(html: string, options: PageOptions, look: (page: Page) => Promise<T>): Promise<T>;
  /** PNG of the whole page at the given width; returns its bytes. */
  screenshot(
    html: string,
    options: PageOptions & { readonly path?: string; readonly height?: number },
  ): Promise<Buffer>;
  close(): Promise<void>;
}

/** A headless Chromium to look at mails with. */
export async function openTestBrowser(): Promise<TestBrowser> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

  const page = await browser.newPage();
  let folder: string | undefined;
  await page.route(/^https?:/, async (route) => {
    const path = folder === undefined ? '' : join(folder, basename(new URL(route.request().url()).pathname));
    await (path !== '' && existsSync(path) ? route.fulfill({ path }) : route.abort());
  });

  const withPage: TestBrowser['withPage'] = async (html, { width = 640, scheme = 'light', pictures }, look) => {
    folder = pictures;
    await page.goto('about:blank');
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.setContent(html, { waitUntil: 'load' });
    return look(page);
  };

  return {
    withPage,
    screenshot: async (html, { path, height, ...options }) =>
      withPage(html, options, async (shown) => {
        const clip = height === undefined ? {} : { clip: { x: 0, y: 0, width: options.width ?? 640, height } };
        return shown.screenshot({ fullPage: true, ...clip, ...(path === undefined ? {} : { path }) });
      }),
    close: async () => browser.close(),
  };
}
