import { describe, expect, test } from '@jest/globals';
import { canonicalUrl } from '../../src/articles/canonical-url.js';
import { absoluteUrl, resolveBase } from '../../src/articles/absolute-url.js';

describe('the canonical URL', () => {
  test.each([
    'http://Example.org:80/a/?utm_source=rss&utm_medium=x',
    'https://example.org/a#comments',
    'https://example.org/a#xtor=RSS-3',
    'https://example.org/a?at_campaign=rss&fbclid=1&WT.mc_id=rss',
    'https://example.org/a/',
    'https://www.example.org/a',
    'https://example.org./a',
    'https://user:secret@example.org/a',
    'https://example.org/a;jsessionid=1F',
    'https://example.org/%61/',
    'https://example.org/a/amp/',
    'https://example.org/a.amp',
    'https://example.org/a?amp=1',
    'https://example.org/a?outputType=amp',
    'https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a',
    'https://www.google.com/amp/s/example.org/a/amp',
  ])('of %s is that of the story', (url) => expect(canonicalUrl(url)).toBe('https://example.org/a'));

  test.each([
    ['a parameter of the same name on another host', 'https://example.org/?cid=5', 'https://example.org/'],
    ['a page called amp', 'https://example.org/amp', 'https://example.org/'],
    ['a section called amp', 'https://example.org/amp/valves', 'https://example.org/valves'],
    ['another output', 'https://example.org/a?outputType=json', 'https://example.org/a'],
    ['an address behind the fragment', 'https://example.org/#!/a', 'https://example.org/#!/b'],
    ['a route behind the fragment', 'https://example.org/#/a', 'https://example.org/'],
    ['a host below', 'https://blog.example.org/a', 'https://example.org/a'],
    ['an escaped slash', 'https://example.org/a%2Fb', 'https://example.org/a/b'],
    ['a path in another case', 'https://example.org/A', 'https://example.org/a'],
  ])('keeps apart: %s', (_what, one, other) => expect(canonicalUrl(one)).not.toBe(canonicalUrl(other)));

  test('of an address full of slashes is found in one go', () => {
    const slashes = '/'.repeat(200_000);
    expect(canonicalUrl(`https://example.org/a${slashes}b${slashes}`)).toBe(`https://example.org/a${slashes}b`);
  });

  test('is its own canonical form', () => {
    const once = canonicalUrl('http://www.example.org/খবর/?b=2&a=1+2#x');
    expect(canonicalUrl(once)).toBe(once);
    expect(once).toBe('https://example.org/%E0%A6%96%E0%A6%AC%E0%A6%B0?a=1+2&b=2');
  });

  test('unknown parameters stay, sorted', () => {
    expect(canonicalUrl('https://example.org/?p=123&id=7&ref=home')).toBe('https://example.org/?id=7&p=123');
    expect(canonicalUrl('https://example.org/?p=124')).not.toBe(canonicalUrl('https://example.org/?p=123'));
  });
});

describe('absolute links', () => {
  test('are resolved against the first base that is absolute', () => {
    expect(absoluteUrl('/b?x=1', [undefined, '/rel', 'https://example.org/a/'])).toBe('https://example.org/b?x=1');
    expect(absoluteUrl('//cdn.example.org/p.jpg', ['https://example.org'])).toBe('https://cdn.example.org/p.jpg');
  });

  test('keep the spelling of a bare host, encode spaces, add a missing scheme', () => {
    expect(absoluteUrl('http://example.org')).toBe('http://example.org');
    expect(absoluteUrl(' https://example.org/a b ')).toBe('https://example.org/a%20b');
    expect(absoluteUrl('www.example.org/a')).toBe('https://www.example.org/a');
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', 'mailto:a@example.org', '', '/relative'])(
    '%p is none',
    (link) => expect(absoluteUrl(link)).toBeUndefined(),
  );

  test('bases nest as xml:base does', () => {
    expect(resolveBase('sub/', 'https://example.org/a/')).toBe('https://example.org/a/sub/');
    expect(resolveBase(undefined, 'https://example.org/')).toBe('https://example.org/');
  });
});
