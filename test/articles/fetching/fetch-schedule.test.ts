import { describe, expect, test } from '@jest/globals';
import type { FeedManners } from '../../../src/articles/feed-manners.js';
import { nextFetchAt, nextTryAt } from '../../../src/articles/fetch-schedule.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Sunday. */
const NOW = Date.UTC(2026, 10, 22, 6);

const manners = (fields: Partial<FeedManners>): FeedManners => ({
  interval: null,
  skipHours: [],
  skipDays: [],
  hub: null,
  self: null,
  ...fields,
});
const waitAfter = (wishes: { manners?: FeedManners; headers?: Record<string, string>; pushed?: boolean }, at = NOW) =>
  nextFetchAt({ sourceId: 'a', at, manners: null, headers: {}, ...wishes }) - at;
const hourOf = (wishes: Parameters<typeof waitAfter>[0], at = NOW) => {
  const date = new Date(at + waitAfter(wishes, at));
  return `${['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][date.getUTCDay()]} ${date.getUTCHours()}`;
};

const waitAfterFailure = (failures: number, retryAfter: number | null = null) =>
  nextTryAt({ sourceId: 'a', at: NOW, failures, retryAfter }) - NOW;

describe('after a good fetch', () => {
  test.each<[string, Parameters<typeof waitAfter>[0], number]>([
    ['nothing said', {}, 15 * MINUTE],
    ['max-age shorter than ours', { headers: { 'cache-control': 'public, max-age=60' } }, 15 * MINUTE],
    ['max-age', { headers: { 'cache-control': 'public, max-age=3600, must-revalidate' } }, HOUR],
    ['max-age, part of it gone', { headers: { 'cache-control': 'max-age=7200', age: '3600' } }, HOUR],
    ['max-age of shared caches is not ours', { headers: { 'cache-control': 's-maxage=7200' } }, 15 * MINUTE],
    ['ttl', { manners: manners({ interval: 2 * HOUR }) }, 2 * HOUR],
    [
      'the longest wish',
      { manners: manners({ interval: HOUR }), headers: { 'cache-control': 'max-age=5400' } },
      1.5 * HOUR,
    ],
    ['a wish for a year', { headers: { 'cache-control': 'max-age=31536000' } }, DAY],
    ['a hub that rings', { pushed: true }, DAY],
  ])('%s', (_name, wishes, wait) => {
    expect(waitAfter(wishes)).toBeGreaterThanOrEqual(wait);
    expect(waitAfter(wishes)).toBeLessThanOrEqual(wait * 1.1);
  });

  test.each<[string, Partial<FeedManners>, number, string]>([
    ['skipped hours', { skipHours: [6, 7, 8] }, NOW, 'Sun 9'],
    ['skipped hours over midnight', { skipHours: [23, 0, 1] }, NOW + 17 * HOUR, 'Mon 2'],
    ['skipped days', { skipDays: [7, 1] }, NOW, 'Tue 0'],
    ['both', { skipDays: [7], skipHours: [0, 1, 2] }, NOW, 'Mon 3'],
    ['hours that are not now', { skipHours: [12] }, NOW, 'Sun 6'],
    ['all hours: not believed', { skipHours: Array.from({ length: 24 }, (_, hour) => hour) }, NOW, 'Sun 6'],
  ])('%s', (_name, fields, at, hour) => {
    expect(hourOf({ manners: manners(fields) }, at)).toBe(hour);
  });

  test('sources spread out', () => {
    const times = new Set(
      Array.from({ length: 50 }, (_, source) =>
        nextFetchAt({ sourceId: `source ${source}`, at: NOW, manners: null, headers: {} }),
      ),
    );
    expect(times.size).toBeGreaterThan(45);
  });
});

test('failures are tried again at doubled distances up to a day, never before the server wants it', () => {
  for (const [failures, least] of [
    [1, 15 * MINUTE],
    [2, 30 * MINUTE],
    [4, 2 * HOUR],
    [8, DAY],
    [500, DAY],
  ] as const) {
    expect(waitAfterFailure(failures)).toBeGreaterThanOrEqual(least);
    expect(waitAfterFailure(failures)).toBeLessThanOrEqual(least * 1.1);
  }
  expect(waitAfterFailure(1, 5 * HOUR)).toBe(5 * HOUR);
  expect(waitAfterFailure(4, MINUTE)).toBeGreaterThanOrEqual(2 * HOUR);
});
