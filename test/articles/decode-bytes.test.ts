import { describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { decodeBytes } from '../../src/articles/decode-bytes.js';
import { repairMojibake } from '../../src/articles/repair-mojibake.js';

const GERMAN = '<rss><title>Grüße aus Köln – schönes Wetter für Ärzte</title></rss>';
const RUSSIAN =
  '<rss><title>Паром снова ходит на остров</title><description>Жители ждали его с марта, когда шторм разрушил причал.</description></rss>';

describe('bytes to text', () => {
  test('UTF-8, with and without a mark', () => {
    expect(decodeBytes(Buffer.from(GERMAN)).text).toBe(GERMAN);
    expect(decodeBytes(Buffer.from(`\ufeff${GERMAN}`)).text).toBe(GERMAN);
  });

  test.each(['utf-16le', 'utf-16be'])('%s with a mark', (encoding) => {
    expect(decodeBytes(iconv.encode(GERMAN, encoding, { addBOM: true })).text).toBe(GERMAN);
  });

  test('the HTTP charset wins over the declaration', () => {
    const bytes = iconv.encode(`<?xml version="1.0" encoding="iso-8859-2"?>${RUSSIAN}`, 'koi8-r');
    expect(decodeBytes(bytes, 'text/xml; charset="KOI8-R"').text).toContain('Паром снова');
  });

  test('a declared windows-1251 is read as such', () => {
    const bytes = iconv.encode(`<?xml version="1.0" encoding="windows-1251"?>${RUSSIAN}`, 'windows-1251');
    expect(decodeBytes(bytes).text).toContain('Паром снова ходит');
  });

  test('Latin-1 without a declaration, and Latin-1 declared as UTF-8', () => {
    const latin = GERMAN.replace('–', '-');
    expect(decodeBytes(iconv.encode(latin, 'latin1')).text).toBe(latin);
    const lying = `<?xml version="1.0" encoding="UTF-8"?>${latin}`;
    expect(decodeBytes(iconv.encode(lying, 'latin1')).text).toBe(lying);
  });

  test('UTF-8 that the server calls Latin-1 out of habit', () => {
    expect(decodeBytes(Buffer.from(GERMAN), 'text/xml; charset=ISO-8859-1').text).toBe(GERMAN);
  });

  test('windows-1252 letters in what calls itself Latin-1', () => {
    const bytes = iconv.encode('<rss>“quoted” €5</rss>', 'windows-1252');
    expect(decodeBytes(bytes, 'text/xml; charset=iso-8859-1').text).toBe('<rss>“quoted” €5</rss>');
  });

  test('undeclared KOI8-R is detected', () => {
    expect(decodeBytes(iconv.encode(RUSSIAN.repeat(3), 'koi8-r')).text).toContain('Паром снова ходит');
  });

  test('UTF-8 cut in the middle of a letter stays UTF-8', () => {
    const bytes = Buffer.from(RUSSIAN.slice(0, 60));
    expect(decodeBytes(bytes.subarray(0, bytes.length - 1)).text).toContain('Паром снова');
  });

  test('an unknown charset name is passed over', () => {
    expect(decodeBytes(Buffer.from(GERMAN), 'text/xml; charset=klingon').text).toBe(GERMAN);
  });
});

describe('text encoded twice', () => {
  test.each([
    ['windows-1252', 'Météo : alerte à 37 départements'],
    ['windows-1252', '„Quoted“ – dash…'],
    ['latin1', 'Янв, Новости: Москва'],
  ])('read as %s: %s is repaired', (encoding, text) =>
    expect(repairMojibake(iconv.decode(Buffer.from(text), encoding))).toBe(text),
  );

  test.each(['Météo', 'Ã© stands for é in broken feeds', 'Привет', 'plain', '£5 “x”'])('%s is left alone', (text) =>
    expect(repairMojibake(text)).toBe(text),
  );
});
