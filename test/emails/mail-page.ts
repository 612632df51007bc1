import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Rule sets of axe: everything a mail can be held to. */
const ALL_RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

/** Accessibility faults of a shown mail, as lines to read: rule, and the element. */
export async function axeFaults(page: Page, rules: readonly string[] = ALL_RULES): Promise<readonly string[]> {
  return runAxe(page, rules, 'violations');
}

/** Texts whose contrast is below WCAG AA, having seen at least `least` texts: a check that looked at nothing proves nothing. */
export async function contrastFaults(page: Page, least: number): Promise<readonly string[]> {
  const passed = await runAxe(page, ['color-contrast'], 'passes');
  if (passed.length < least) return [`only ${passed.length} texts could be measured`];
  return runAxe(page, ['color-contrast'], 'violations');
}

async function runAxe(page: Page, rules: readonly string[], part: 'violations' | 'passes'): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(`axe
    .run(document, { runOnly: ${JSON.stringify(rules)}, resultTypes: ['${part}'] })
    .then((result) => result.${part}.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.html)))`);
}

/** Texts of all elements that match, as a reader sees them: nothing for what is hidden. */
export async function texts(page: Page, selector: string): Promise<readonly string[]> {
  return (await page.locator(selector).allInnerTexts()).map((text) => text.trim());
}
