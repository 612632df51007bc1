import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { orThrow } from '../../src/kernel/refusal.js';
import { openRoomWorld, type RoomWorld } from './support/room-world.js';
import { refusal } from './support/source-world.js';

let world: RoomWorld;
beforeEach(() => {
  world = openRoomWorld();
});
afterEach(() => world.close());

describe('pushing an article', () => {
  const story = { url: 'https://tern.example/a', title: 'A &amp; B', publishedAt: '2026-11-22T06:00:00+01:00' };

  test('is created once, the same again changes nothing', async () => {
    const first = orThrow(
      await world.room.push('cms-1', { ...story, image: 'https://img.example/a.jpg', dek: '<p>Why.</p>' }),
    );
    expect(first.created).toBe(true);
    expect(first.article).toMatchObject({
      title: 'A & B',
      dek: 'Why.',
      image: { url: 'https://img.example/a.jpg', alt: '', credit: null },
      publishedAt: Date.UTC(2026, 10, 22, 5),
    });
    const again = orThrow(
      await world.room.push('cms-1', { ...story, image: 'https://img.example/a.jpg', dek: '<p>Why.</p>' }),
    );
    expect(again).toEqual({ created: false, article: first.article });
  });

  test('is offered to the active newsletters, or to those named', async () => {
    const offered = async (newsletterId = '') =>
      (await world.room.candidates({ newsletterId, since: 0, now: world.clock.now(), limit: 9 })).length;
    await world.room.push('cms-1', story);
    expect(await Promise.all(world.newsletters.map(async ({ id }) => offered(id)))).toEqual([1, 0]);
    await world.room.push('cms-2', { ...story, url: 'https://tern.example/b', newsletters: ['weekly'] });
    expect(await Promise.all(world.newsletters.map(async ({ id }) => offered(id)))).toEqual([1, 1]);
    expect(refusal(await world.room.push('cms-3', { ...story, newsletters: ['hourly'] }))?.code).toBe(
      'newsletter.unknown',
    );
  });

  test('with an address that belongs to another is a conflict', async () => {
    await world.room.push('cms-1', story);
    expect(refusal(await world.room.push('cms-2', story))).toMatchObject({
      code: 'article.url-taken',
      kind: 'conflict',
    });
  });

  test('can be retracted, once known', async () => {
    await world.room.push('cms-1', story);
    expect((await world.room.retract('cms-1')).ok).toBe(true);
    expect(refusal(await world.room.retract('cms-2'))).toMatchObject({ code: 'article.unknown', kind: 'unknown' });
  });

  test.each([
    [{ ...story, url: 'ftp://tern.example/a' }, 'url'],
    [{ ...story, title: ' ' }, 'title'],
    [{ ...story, publishedAt: '2026-11-22' }, 'publishedAt'],
    [{ ...story, embargoUntil: 'tomorrow' }, 'embargoUntil'],
    [{ ...story, image: 'javascript:alert(1)' }, 'image'],
    [{ ...story, embargo_until: '2026-11-22T18:00:00Z' }, 'embargo_until'],
  ])('%j is refused by its field %s', async (input, field) => {
    expect(refusal(await world.room.push('cms-1', input))?.errors).toMatchObject([
      { field, example: expect.any(String) },
    ]);
  });

  test('under embargo is offered from that instant on, also when a digest was built meanwhile', async () => {
    const embargoUntil = '2026-11-22T18:00:00+01:00';
    await world.room.push('cms-1', { ...story, embargoUntil });
    const lifted = Date.UTC(2026, 10, 22, 17);
    const offered = async (now: number, since = 0) =>
      (await world.room.candidates({ newsletterId: world.newsletters[0]?.id ?? '', since, now, limit: 9 })).length;
    expect(await offered(lifted - 1)).toBe(0);
    expect(await offered(lifted)).toBe(1);
    expect(await offered(lifted, world.clock.now() + 1)).toBe(1);
    await world.room.push('cms-1', story);
    expect(await offered(world.clock.now())).toBe(1);
  });

  test('an id that would not survive an address is refused', async () => {
    expect(refusal(await world.room.push('with space', story))?.errors).toMatchObject([{ field: 'externalId' }]);
  });
});
