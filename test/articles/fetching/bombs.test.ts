import { afterEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import zlib, { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { createHttpFetcher } from '../../../src/adapters/http-fetcher.js';
import { fakeClock } from '../../support/determinism.js';
import { openServer, type LoopbackServer } from './canary.js';

const NONE = { etag: null, lastModified: null };
const MEGABYTE = 1_000_000;

const servers: LoopbackServer[] = [];
afterEach(async () => Promise.all(servers.splice(0).map(async (server) => server.close())));

async function fetchFrom(listener: RequestListener, timeout?: number) {
  const server = await openServer(listener);
  servers.push(server);
  const userAgent = 'Pressrun/test';
  const limits = timeout === undefined ? {} : { timeout };
  return createHttpFetcher({ allow: [server.host], userAgent, clock: fakeClock(), ...limits }).fetch(server.url, NONE);
}

/** Sends pieces until there are no more or nobody listens. */
async function pour(response: ServerResponse, pieces: Iterable<Buffer>): Promise<void> {
  const closed = once(response, 'close');
  for (const piece of pieces) {
    if (response.destroyed) return;
    if (!response.write(piece)) await Promise.race([once(response, 'drain'), closed]);
  }
  response.end();
}

function* repeat(piece: Buffer, times: number): Iterable<Buffer> {
  for (let time = 0; time < times; time++) yield piece;
}

describe('unpacking', () => {
  const zstd: unknown = Reflect.get(zlib, 'zstdCompressSync');
  const packings: readonly (readonly [string, Record<string, string>, Buffer])[] = [
    ['gzip', { 'Content-Encoding': 'gzip' }, gzipSync('<rss/>')],
    ['x-gzip', { 'Content-Encoding': 'x-gzip' }, gzipSync('<rss/>')],
    ['gzip in two members', { 'Content-Encoding': 'gzip' }, Buffer.concat([gzipSync('<rs'), gzipSync('s/>')])],
    ['gzip nobody declared', {}, gzipSync('<rss/>')],
    ['deflate', { 'Content-Encoding': 'deflate' }, deflateSync('<rss/>')],
    ['deflate without its frame', { 'Content-Encoding': 'deflate' }, deflateRawSync('<rss/>')],
    ['br', { 'Content-Encoding': 'br' }, brotliCompressSync('<rss/>')],
    ['nothing', { 'Content-Encoding': 'identity' }, Buffer.from('<rss/>')],
    ...(typeof zstd === 'function'
      ? [['zstd', { 'Content-Encoding': 'zstd' }, Reflect.apply(zstd, zlib, [Buffer.from('<rss/>')])] as const]
      : []),
  ];

  test.each(packings)('%s', async (_name, headers, body) => {
    const outcome = await fetchFrom((_request, response) => void response.writeHead(200, headers).end(body));
    expect(outcome.kind === 'fetched' && Buffer.from(outcome.bytes).toString()).toBe('<rss/>');
  });

  test('what is asked for is what can be unpacked', async () => {
    let asked = '';
    await fetchFrom((request, response) => {
      asked = String(request.headers['accept-encoding']);
      response.end('<rss/>');
    });
    expect(asked.split(', ')).toEqual(['gzip', 'deflate', 'br', ...(typeof zstd === 'function' ? ['zstd'] : [])]);
  });

  test('an empty answer, and one packed in an unknown way', async () => {
    expect(await fetchFrom((_request, response) => void response.end())).toMatchObject({ kind: 'fetched' });
    const outcome = await fetchFrom(
      (_request, response) => void response.writeHead(200, { 'Content-Encoding': 'compress' }).end('x'),
    );
    expect(outcome).toMatchObject({ reason: expect.stringContaining('packed as compress, which is not known') });
  });
});

describe('bombs', () => {
  test('ten gigabytes packed in ten megabytes: it is not taken to its end', async () => {
    const member = gzipSync(Buffer.alloc(10 * MEGABYTE));
    let sent = 0;
    function* members(): Iterable<Buffer> {
      for (const piece of repeat(member, 1_000)) {
        sent += piece.length;
        yield piece;
      }
    }
    const before = process.memoryUsage().rss;
    const outcome = await fetchFrom((_request, response) => {
      void pour(response.writeHead(200, { 'Content-Encoding': 'gzip' }), members());
    });
    expect(outcome).toMatchObject({ reason: 'The answer is larger than 5 MB.' });
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MEGABYTE);
    expect(sent).toBeLessThan(5 * MEGABYTE);
  });

  test('packed nothings without end', async () => {
    const outcome = await fetchFrom((_request, response) => {
      void pour(response.writeHead(200, { 'Content-Encoding': 'gzip' }), repeat(gzipSync(''), 1_000_000));
    });
    expect(outcome).toMatchObject({ reason: 'The answer is larger than 5 MB.' });
  });

  test('a length that is a lie', async () => {
    const outcome = await fetchFrom((_request, response) => {
      response.writeHead(200, { 'Content-Length': '99999999999' });
      void pour(response, repeat(Buffer.alloc(MEGABYTE, 'a'), 50));
    });
    expect(outcome).toMatchObject({ reason: 'The answer is larger than 5 MB.' });
  });

  test('headers without end', async () => {
    const outcome = await fetchFrom((_request, response) => {
      response.socket?.write('HTTP/1.1 200 OK\r\n');
      const line = `X-Filler: ${'a'.repeat(1_000)}\r\n`;
      for (let count = 0; count < 200; count++) response.socket?.write(line);
    });
    expect(outcome).toMatchObject({ reason: '127.0.0.1 does not answer in HTTP.' });
  });

  test('a status line that drips, within the time for the whole', async () => {
    const outcome = await fetchFrom((_request, response) => {
      const drip = setInterval(() => response.socket?.write('X'), 20);
      response.on('close', () => clearInterval(drip));
      response.socket?.write('HTTP/1.1 200 O');
    }, 300);
    expect(outcome).toMatchObject({ reason: '127.0.0.1 did not answer in time.' });
  });

  test('packed bytes that drip', async () => {
    const packed = gzipSync(Buffer.from('<rss>a long and winding feed</rss>'.repeat(50)));
    const outcome = await fetchFrom((_request, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' });
      let place = 0;
      const drip = setInterval(() => response.write(packed.subarray(place, ++place)), 30);
      response.on('close', () => clearInterval(drip));
    }, 300);
    expect(outcome).toMatchObject({ reason: '127.0.0.1 did not answer in time.' });
  });

  test('an answer of another kind is not read at all', async () => {
    let sent = 0;
    function* pieces(): Iterable<Buffer> {
      for (const piece of repeat(Buffer.alloc(MEGABYTE), 200)) {
        sent += piece.length;
        yield piece;
      }
    }
    const outcome = await fetchFrom((_request, response) => void pour(response.writeHead(404), pieces()));
    expect(outcome).toMatchObject({ status: 404 });
    expect(sent).toBeLessThan(100 * MEGABYTE);
  });
});
