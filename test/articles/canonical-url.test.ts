import { describe, expect, test } from '@jest/globals';
import { canonicalUrl } from '../../src/articles/canonical-url.js';
import { absoluteUrl, resolveBase } from '../../src/articles/absolute-url.js';

describe('the canonical URL', () => {
  test.each([
    'http://Example.org:80/a/?utm_source=rss&utm_medium=x',
    'https://example.org/a#comments',
    'https://example.org/a?at_campaign=rss&fbclid=1',
    'https://example.org/a/',
  ])('of %s is that of the story', (url) => expect(canonicalUrl(url)).toBe('https://example.org/a'));

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
