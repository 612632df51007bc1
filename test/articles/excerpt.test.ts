import { describe, expect, test } from '@jest/globals';
import { cutAtSentence, excerpt } from '../../src/articles/excerpt.js';

const length = (text: string) => [...new Intl.Segmenter().segment(text)].length;

describe('the dek', () => {
  const body = 'The ferry has not run since the storm in March, and the island has lived on the post boat. '.repeat(4);

  test('is cut after a sentence', () => {
    const dek = excerpt([body], null) ?? '';
    expect(dek).toMatch(/post boat\.$/);
    expect(length(dek)).toBeLessThanOrEqual(220);
  });

  test('is cut after a word where no sentence ends in time', () => {
    const dek = excerpt(['harbour '.repeat(60)], null) ?? '';
    expect(dek).toMatch(/harbour…$/);
    expect(length(dek)).toBeLessThanOrEqual(220);
  });

  test('is counted in graphemes, never cutting one', () => {
    const family = '👨‍👩‍👧‍👦';
    expect(cutAtSentence(family.repeat(300), 10)).toBe(`${family.repeat(9)}…`);
  });

  test('is the first paragraph; a short line in front joins the next', () => {
    const first = 'The council votes tonight on the new bridge over the Weser.';
    expect(excerpt([`<p>${first} It will cost.</p><p>Second</p>`], null)).toBe(`${first} It will cost.`);
    expect(excerpt([`<p>BREMEN</p><p>${first}</p>`], null)).toBe(`BREMEN ${first}`);
  });

  test('does not repeat the title, and falls back to the next piece', () => {
    expect(excerpt(['The title', '<p>The story itself.</p>'], 'The title')).toBe('The story itself.');
    expect(excerpt([undefined, '  <br/> '], 'The title')).toBeNull();
  });

  test.each([
    'Rain is coming. The post Rain appeared first on The Tern.',
    'Rain is coming. <a href="/x">Continue reading<span> "Rain"</span></a>',
    'Rain is coming. [&hellip;]',
    'Rain is coming. <a>Weiterlesen »</a>',
    'Rain is coming. Read more',
    "Rain is coming. L'article Pluie est apparu en premier sur La Sterne.",
    'Rain is coming. Der Beitrag Regen erschien zuerst auf Seeschwalbe.',
    'Rain is coming. ...',
  ])('drops what feed software adds: %s', (text) => expect(excerpt([text], null)).toBe('Rain is coming.'));

  test('keeps a sentence about reading', () => {
    const text = 'Children who keep reading over the summer read more';
    expect(excerpt([text], null)).toBe(text);
  });
});
