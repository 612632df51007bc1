import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A publisher with many feeds, as a process of its own: its CPU is not ours. `/etag/N` knows validators, `/plain/N` sends the
 * same bytes each time. Argument: stories per feed. Prints its port.
 */
const stories = Number(process.argv[2] ?? 200);

function feed(name: string): string {
  const items = Array.from({ length: stories }, (_, index) => {
    const link = `https://paper-${name}.example/2026/11/25/story-${index}`;
    const words = `Story ${index} of paper ${name}: the council, the harbour and what they said of each other. `;
    return `<item><title>Headline ${index} of ${name}</title><link>${link}?utm_source=rss</link><guid>${link}</guid>
<pubDate>Wed, 25 Nov 2026 ${String(index % 24).padStart(2, '0')}:00:00 GMT</pubDate><dc:creator>Ana Reyes</dc:creator>
<category>Town</category><description>&lt;p&gt;${words.repeat(3)}&lt;/p&gt;</description>
<media:content url="https://paper-${name}.example/${index}.jpg" medium="image" width="1200"/></item>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Paper ${name}</title>${items.join('\n')}</channel></rss>`;
}

const feeds = new Map<string, { body: string; etag: string }>();
function feedOf(name: string) {
  const known = feeds.get(name);
  if (known !== undefined) return known;
  const body = feed(name);
  const made = { body, etag: `"${createHash('sha256').update(body).digest('hex')}"` };
  feeds.set(name, made);
  return made;
}

const server = createServer((request, response) => {
  const [, kind = '', name = ''] = (request.url ?? '').split('/');
  const { body, etag } = feedOf(name);
  if (kind === 'plain') return response.setHeader('Content-Type', 'application/rss+xml').end(body);
  if (request.headers['if-none-match'] === etag) return response.writeHead(304, { ETag: etag }).end();
  return response.setHeader('Content-Type', 'application/rss+xml').setHeader('ETag', etag).end(body);
});
server.listen(0, '0.0.0.0', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
