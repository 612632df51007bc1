import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DAY } from '../../../src/kernel/clock.js';
import { orThrow } from '../../../src/kernel/refusal.js';
import { addNewsletter, addReaders } from '../../support/issues-world.js';
import { openDeskClient } from './desk-client.js';
import { openDeskWorld, type DeskWorld } from './desk-world.js';

const VISITOR = { ip: null, userAgent: null, source: 'form' };

let world: DeskWorld;
beforeAll(async () => {
  world = await openDeskWorld();
  await leave('daily', 'The Daily', ['too-many', 'too-many', 'never-asked']);
  world.clock.advance(89 * DAY);
  await leave('weekly', 'The Weekly', ['other']);
});
afterAll(async () => world.close());

/** So many readers of a new newsletter leave it and say why. */
async function leave(slug: string, name: string, reasons: readonly string[]): Promise<void> {
  const newsletter = await addNewsletter(world, { slug, name });
  for (const [index, reader] of addReaders(world, newsletter, reasons.length).entries()) {
    const token = world.tokens.sign('unsubscribe', [reader, newsletter.id]);
    orThrow(await world.subscribers.unsubscribe(token, VISITOR));
    orThrow(await world.subscribers.tellReason(token, reasons[index] ?? ''));
  }
}

/** Signed in anew each time: the clock goes by months. */
const visit = async (path: string) => (await (await openDeskClient(world)).visit(path)).html;

/** The table's cells, row by row, and how many bars are drawn. */
async function section() {
  const html = await visit('/desk/readers');
  const part = html.slice(html.indexOf('id="leaving"'), html.indexOf('id="suppressions"'));
  const rows = [...part.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/gs)].map(([, cell = '']) => cell),
  );
  return { rows, parts: part.match(/<rect class="plot-left-[a-z-]+"/g) ?? [], words: part };
}

test('the readers page shows by newsletter why readers left in 90 days, as bars and as numbers', async () => {
  const { rows, parts, words } = await section();
  expect(rows).toEqual([
    ['Newsletter', 'Too many mails', 'Not for me', 'Never asked for', 'Something else', 'All'],
    ['The Daily', '2', '0', '1', '0', '3'],
    ['The Weekly', '0', '0', '0', '1', '1'],
  ]);
  expect(parts).toHaveLength(3);
  expect(words).not.toContain('@');
});

test('the API has the same of any days', async () => {
  const headers = { authorization: `Bearer ${await world.keyOf('viewer')}` };
  const leaving = async (query: string) => {
    const answer = await fetch(`${world.url}/api/v1/feedback${query}`, { headers });
    return ((await answer.json()) as { leaving: unknown }).leaving;
  };
  const none = { 'too-many': 0, 'not-for-me': 0, 'never-asked': 0, other: 0 };
  expect(await leaving('?from=2026-11-22&to=2026-11-22')).toEqual([
    { newsletter: 'daily', total: 3, reasons: { ...none, 'too-many': 2, 'never-asked': 1 } },
  ]);
  expect(await leaving('')).toEqual([{ newsletter: 'weekly', total: 1, reasons: { ...none, other: 1 } }]);
  expect(await leaving('?from=2026-11-23&to=2026-12-01')).toEqual([]);
});

test('a day later the oldest are out of the page, and one reader’s page has none', async () => {
  world.clock.advance(DAY);
  expect((await section()).rows.map(([name]) => name)).toEqual(['Newsletter', 'The Weekly']);
  world.clock.advance(DAY * 90);
  expect((await section()).words).toContain('Nobody said why in these days.');
  expect(await visit('/desk/readers?email=nobody%40example.org')).not.toContain('Why readers leave');
});
