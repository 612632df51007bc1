import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { createHttpClient } from '../../src/adapters/http-client.js';
import { createPictureFetcher } from '../../src/adapters/http-pictures.js';
import { createPictureFiles } from '../../src/adapters/picture-files.js';
import { createSharpPress } from '../../src/adapters/sharp-press.js';
import { openArticlesRoom } from '../../src/articles/open-room.js';
import type { Job } from '../../src/kernel/bell.js';
import { silentLogger } from '../support/determinism.js';
import { noNetwork, openNewsroom } from './support/newsroom.js';
import { startPageServer } from './support/picture-server.js';

let world: Awaited<ReturnType<typeof openWorld>>;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => world.close());

async function openWorld() {
  const newsroom = openNewsroom();
  const server = await startPageServer();
  const folder = mkdtempSync(join(tmpdir(), 'pressrun-pictures-'));
  const rung: Job[] = [];
  const client = createHttpClient({ allow: [server.host], userAgent: 'Pressrun-Test/1' });
  const room = openArticlesRoom({
    ...newsroom,
    ...noNetwork(newsroom),
    fetcher: { fetch: async () => ({ kind: 'failed', reason: 'none', status: null, retryAfter: null }) },
    newsletters: { all: async () => [], find: async () => undefined },
    pictureFetcher: createPictureFetcher({ client }),
    press: createSharpPress(),
    files: createPictureFiles({ folder }),
    bell: { ring: (jobs) => rung.push(...jobs) },
    logger: silentLogger,
  });
  /** Asks for our address, copies, and tells what the issue shows then. */
  const copy = async (path: string, answer: Parameters<typeof server.serve>[1]) => {
    const url = server.url(path);
    server.serve(path, answer);
    const before = (await room.shownPictures([url])).get(url) ?? '';
    const id = before.slice('/pictures/'.length, -'.jpg'.length);
    await room.copyPicture(id);
    return { id, url, before, after: (await room.shownPictures([url])).get(url) };
  };
  return {
    ...newsroom,
    server,
    room,
    rung,
    copy,
    files: () => readdirSync(folder),
    fault: (id: string) => newsroom.db.sqlite.prepare('SELECT fault FROM pictures WHERE id = ?').pluck().get(id),
    async close() {
      await server.close();
      newsroom.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Pixels without any pattern: nothing compresses them. */
const noise = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: '#888888', noise: { type: 'gaussian', mean: 128, sigma: 90 } },
  });
const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#446688' } });

const jpegOf = async (id: string) => {
  const served = await world.room.picture(id);
  if (served?.kind !== 'ours') throw new Error('not ours');
  return { bytes: served.jpeg.length, about: await sharp(served.jpeg).metadata() };
};

describe('a picture of a story', () => {
  test('is copied: 1200 wide at most, 200 KB at most, and its address was ours from the start', async () => {
    const body = await noise(3000, 2000).jpeg({ quality: 95 }).toBuffer();
    const { id, before, after } = await world.copy('/hero.jpg?expires=1', { type: 'image/jpeg', body });
    expect(before).toBe(`/pictures/${id}.jpg`);
    expect(after).toBe(before);
    expect(world.rung).toContainEqual({ name: 'copy-picture', pictureId: id });
    const { bytes, about } = await jpegOf(id);
    expect(about.format).toBe('jpeg');
    expect((about.width ?? 0) / (about.height ?? 1)).toBe(1.5);
    expect(body.length).toBeGreaterThan(2_000_000);
    expect(bytes).toBeLessThanOrEqual(200_000);
  });

  test('wider than a mail shows is 1200 wide', async () => {
    const { id } = await world.copy('/wide.jpg', { body: await plain(2400, 1000).jpeg().toBuffer() });
    expect((await jpegOf(id)).about).toMatchObject({ width: 1200, height: 500 });
  });

  test.each(['png', 'webp', 'gif', 'avif'] as const)('may be %s, whatever the server calls it', async (format) => {
    const body = await plain(700, 400).toFormat(format).toBuffer();
    const { id } = await world.copy(`/p.${format}`, { type: 'text/plain', body });
    expect((await jpegOf(id)).about).toMatchObject({ format: 'jpeg', width: 700, height: 400 });
  });

  test('stands upright and says nothing of where it was taken', async () => {
    const body = await plain(600, 300)
      .withExif({ IFD0: { Copyright: 'Ana' }, IFD3: { GPSLatitudeRef: 'N' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { id } = await world.copy('/turned.jpg', { body });
    const { about } = await jpegOf(id);
    expect(about).toMatchObject({ width: 300, height: 600 });
    expect([about.exif, about.orientation]).toEqual([undefined, undefined]);
  });

  test('with nothing behind it stands on white', async () => {
    const body = await sharp({ create: { width: 300, height: 200, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer();
    const { id } = await world.copy('/logo.png', { body });
    const served = await world.room.picture(id);
    const pixel = served?.kind === 'ours' ? await sharp(served.jpeg).raw().toBuffer() : Buffer.alloc(1);
    expect(pixel[0]).toBeGreaterThan(250);
  });

  test('is copied once, however often it is rung and shown', async () => {
    const body = await plain(600, 400).jpeg().toBuffer();
    const { id, url } = await world.copy('/once.jpg', { body });
    await world.room.copyPicture(id);
    await world.room.shownPictures([url, url]);
    expect(world.server.asked).toEqual(['GET /once.jpg']);
    expect(world.files()).toEqual([`${id}.jpg`]);
    expect(await world.room.duePictures()).toEqual([]);
  });

  test('that is one pixel, a page, a drawing that can hold scripts, cut off or not there, is none', async () => {
    const whole = await noise(800, 600).jpeg().toBuffer();
    const table = [
      [{ body: await plain(1, 1).png().toBuffer() }, '1 x 1'],
      [{ type: 'image/jpeg', body: '<html>Please sign in</html>' }, 'no JPEG'],
      [
        { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600"/>' },
        'no JPEG',
      ],
      [{ body: '<svg    WEBP="" xmlns="http://www.w3.org/2000/svg" width="900" height="600"/>' }, 'no JPEG'],
      [{ body: '<svgftypavif xmlns="http://www.w3.org/2000/svg" width="900" height="600"/>' }, 'no JPEG'],
      [{ body: await plain(5_200, 5_000).png().toBuffer() }, '5200 x 5000 pixels, which is too large'],
      [{ body: whole.subarray(0, 3_000) }, 'cannot be read'],
      [{ status: 404 }, '404'],
      [{ status: 403 }, '403'],
    ] as const;
    for (const [index, [answer, fault]] of table.entries()) {
      const { id, after } = await world.copy(`/bad-${index}`, answer);
      expect([index, after, await world.room.picture(id)]).toEqual([index, null, undefined]);
      expect(world.fault(id)).toContain(fault);
    }
    expect(world.files()).toEqual([]);
  });

  test('that unpacks to billions of pixels is turned away before it is unpacked', async () => {
    const bomb = await plain(10_000, 9_000).png({ compressionLevel: 9 }).toBuffer();
    const { id, after } = await world.copy('/bomb.png', { body: bomb });
    expect(after).toBeNull();
    expect(world.fault(id)).toMatch(/pixel|too large/i);
  });

  test('may be a drawing to nobody: the press refuses it too', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600"/>');
    expect(await createSharpPress().reduce(svg)).toEqual({ fault: 'The picture is svg, which is not mailed.' });
  });

  test('whose copying broke off again and again is left where it is', async () => {
    const { id, url } = await world.copy('/heavy.jpg', { status: 503 });
    world.db.sqlite.prepare('UPDATE pictures SET attempts = 3').run();
    world.clock.advance(180_000);
    await world.room.copyPicture(id);
    expect(world.server.asked).toHaveLength(1);
    expect((await world.room.shownPictures([url])).get(url)).toBe(url);
    expect(world.fault(id)).toBe('Copying it broke off again and again.');
  });

  test('inside the network is not fetched, and not shown to readers either', async () => {
    const url = 'http://127.0.0.1:1/secret.jpg';
    const path = (await world.room.shownPictures([url])).get(url) ?? '';
    await world.room.copyPicture(path.slice(10, -4));
    expect((await world.room.shownPictures([url])).get(url)).toBeNull();
  });

  test('of a server that fails is tried three times; then, and before, the original is shown', async () => {
    const { id, url, after } = await world.copy('/busy.jpg', { status: 503 });
    expect(after).toBe(`/pictures/${id}.jpg`);
    expect(await world.room.picture(id)).toEqual({ kind: 'elsewhere', url });
    await world.room.copyPicture(id);
    expect(world.server.asked).toHaveLength(1);
    for (let round = 0; round < 2; round++) {
      world.clock.advance(180_000);
      expect(await world.room.duePictures()).toEqual([id]);
      await world.room.copyPicture(id);
    }
    expect((await world.room.shownPictures([url])).get(url)).toBe(url);
    expect(await world.room.duePictures()).toEqual([]);
  });
});
