import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ServedPicture } from '../../../src/articles/copy-pictures.js';
import { absent, startWeb, type RunningWeb } from '../../support/web.js';

const OURS = '0123456789abcdef';
const ELSEWHERE = '0123456789abcdeg';
const BYTES = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);

const pictures: Readonly<Record<string, ServedPicture>> = {
  [OURS]: { kind: 'ours', jpeg: BYTES },
  [ELSEWHERE]: { kind: 'elsewhere', url: 'https://tern.example/hero.jpg' },
};

let web: RunningWeb;
beforeAll(async () => {
  const articles = Object.assign(absent('articles'), { picture: async (id: string) => pictures[id] });
  const newsletters = Object.assign(absent('newsletters'), {
    newsroom: async () => {
      throw new Error('not needed');
    },
  });
  web = await startWeb({ rooms: { articles, newsletters } });
});
afterAll(async () => web.close());

const get = async (name: string) => fetch(`${web.url}/pictures/${name}`, { redirect: 'manual' });

test('our copy is served to anybody, for a year, as a picture and nothing else', async () => {
  const answer = await get(`${OURS}.jpg`);
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(BYTES);
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'cross-origin',
    'content-security-policy': "default-src 'none'; sandbox",
  });
  expect(answer.headers.get('set-cookie')).toBeNull();
});

test('what is not copied is found at its source, and asked for again soon', async () => {
  const answer = await get(`${ELSEWHERE}.jpg`);
  expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://tern.example/hero.jpg']);
  expect(answer.headers.get('cache-control')).toBe('public, max-age=60');
});

test.each(['0000000000000000.jpg', 'short.jpg', '..%2f..%2fsecret.jpg', `${OURS}.png`, `${OURS}.jpg.exe`])(
  'there is no picture called %s',
  async (name) => expect((await get(name)).status).toBe(404),
);
