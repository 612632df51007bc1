import { describe, expect, test } from '@jest/globals';
import { readManners } from '../../../src/articles/feed-manners.js';
import { rss } from '../support/feeds.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const none = { interval: null, skipHours: [], skipDays: [], hub: null, self: null };
const channel = (head: string) =>
  rss([{ title: 'A', extra: '<ttl>7</ttl><link rel="hub" href="https://no.example"/>' }], head);

describe('what a feed says of its own fetching', () => {
  test.each([
    ['nothing', '', none],
    ['ttl in minutes', '<ttl> 60 </ttl>', { ...none, interval: HOUR }],
    ['ttl that is nonsense', '<ttl>soon</ttl>', none],
    ['ttl of nothing', '<ttl>0</ttl>', none],
    ['a period', '<sy:updatePeriod>daily</sy:updatePeriod>', { ...none, interval: 24 * HOUR }],
    [
      'a period and a frequency',
      '<sy:updatePeriod>\n\thourly\t</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>',
      { ...none, interval: 30 * MINUTE },
    ],
    ['both: the longer', '<ttl>90</ttl><sy:updatePeriod>hourly</sy:updatePeriod>', { ...none, interval: 90 * MINUTE }],
    [
      'hours, also counted from 1 to 24',
      '<skipHours><hour>0</hour><hour>23</hour><hour>24</hour><hour>x</hour></skipHours>',
      { ...none, skipHours: [0, 23, 0] },
    ],
    [
      'days',
      '<skipDays><day>Saturday</day><day> sunday </day><day>Someday</day></skipDays>',
      { ...none, skipDays: [6, 7] },
    ],
    [
      'a hub',
      '<atom:link rel="hub" href="https://hub.example/?a=1&amp;b=2"/><atom:link href="/rss" rel="self" type="x"/>',
      { ...none, hub: 'https://hub.example/?a=1&b=2', self: 'https://tern.example/rss' },
    ],
    ['a hub that is no web address', '<atom:link rel="hub" href="javascript:alert(1)"/>', none],
    ['quoted text', '<ttl><![CDATA[ 15 ]]></ttl>', { ...none, interval: 15 * MINUTE }],
  ])('%s', (_name, head, expected) => {
    expect(readManners(channel(head), 'https://tern.example/feed.xml')).toEqual(expected);
  });

  test('also after the entries, in Atom and in JSON', () => {
    const atom = '<feed><link rel="self hub" href="/x"/><entry><ttl>9</ttl></entry><ttl>30</ttl></feed>';
    expect(readManners(atom, 'https://tern.example/')).toMatchObject({
      interval: 30 * MINUTE,
      hub: 'https://tern.example/x',
      self: 'https://tern.example/x',
    });
    const hubs = [
      { type: 'rssCloud', url: 'https://cloud.example' },
      { type: 'WebSub', url: 'https://hub.example/' },
    ];
    expect(readManners(JSON.stringify({ feed_url: 'https://tern.example/j', hubs }))).toEqual({
      ...none,
      hub: 'https://hub.example/',
      self: 'https://tern.example/j',
    });
    expect(readManners('{broken')).toEqual(none);
    expect(readManners('{"hubs":[null,3,{"type":"WebSub"}]}')).toEqual(none);
  });

  test('hostile texts cost no more than their length', () => {
    const before = process.cpuUsage();
    for (const piece of ['<ttl>', '<ttl ', '<link ', '<link rel=" ', '<skipHours>', '<a:', '<hour>1', '<item']) {
      readManners(piece.repeat(5_000_000 / piece.length));
    }
    expect(process.cpuUsage(before).user / 1_000_000).toBeLessThan(8);
  });
});
