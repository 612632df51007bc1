import { describe, expect, test } from '@jest/globals';
import { paragraphs, plainText, plainTitle } from '../../src/articles/plain-text.js';

describe('plain text', () => {
  test('tags go, entities are decoded, also those escaped twice', () => {
    expect(plainText('<p>Fish &amp; <b>chips</b> cost &amp;#163;5</p>')).toBe('Fish & chips cost £5');
  });

  test('scripts, styles, captions and comments are no text', () => {
    const html =
      '<style>p{}</style><figure><img src=a><figcaption>Photo</figcaption></figure><!-- x > y -->Text<script>1<2</script>';
    expect(plainText(html)).toBe('Text');
  });

  test('a > inside an attribute does not end the tag', () => {
    expect(plainText('<img alt="a > b"> after')).toBe('after');
  });

  test('a headline keeps angles that are no markup', () => {
    expect(plainTitle('<Scream> &lt; <em>Alien</em>, 3 < 4')).toBe('<Scream> < Alien, 3 < 4');
  });

  test('controls and direction overrides go, letters of every script stay', () => {
    expect(plainText('a\u0006b\u202ec אב ঢাকা 👩‍🚒')).toBe('abc אב ঢাকা 👩‍🚒');
  });

  test('blocks become paragraphs', () => {
    expect(paragraphs('<p>One</p><ul><li>Two <i>and</i> a half</li></ul>Three\n\nFour')).toEqual([
      'One',
      'Two and a half',
      'Three',
      'Four',
    ]);
  });

  test.each([['<a '], ['<svg>'], ['<!--'], ['<a href="'], ['<script '], ['&lt;'], ["<p title='x>"]])(
    'hostile repetition of %p costs no more than its length',
    (piece) => {
      const started = performance.now();
      plainText(piece.repeat(60_000));
      expect(performance.now() - started).toBeLessThan(15_000);
    },
  );
});
