import { existsSync } from 'node:fs';
import { hasProgram, installWithApt } from './apt.mjs';

/** Where the browser tests look. */
const CHROMIUM = '/usr/bin/chromium';

/**
 * Finds Chromium for the browser tests, or installs it.
 * @param {{ out: NodeJS.WritableStream }} options
 */
export async function ensureChromium({ out }) {
  if (existsSync(CHROMIUM) || hasProgram('chromium')) return;
  await installWithApt({
    packages: ['chromium'],
    why: 'The browser tests need Chromium.',
    elsewhere: `Install Chromium as ${CHROMIUM}`,
    out,
  });
}
