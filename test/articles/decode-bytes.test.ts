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

/** The ferry sails to the island again after eight months. The islanders met at the pier. */
const FERRY: readonly (readonly [readonly string[], string])[] = [
  [
    ['windows-1251', 'koi8-r', 'iso-8859-5'],
    'Паром снова ходит на остров после восьми месяцев. Жители собрались на пристани.',
  ],
  [['windows-1251', 'koi8-u'], 'Пором знову ходить на острів після восьми місяців. Мешканці зібралися на пристані.'],
  [['windows-1253', 'iso-8859-7'], 'Το φέρι πλέει ξανά στο νησί μετά από οκτώ μήνες. Οι κάτοικοι συγκεντρώθηκαν.'],
  [['windows-1255', 'iso-8859-8'], 'המעבורת שוב מפליגה אל האי לאחר שמונה חודשים. התושבים התאספו על הרציף.'],
  [['windows-1256', 'iso-8859-6'], 'العبارة تبحر مرة أخرى إلى الجزيرة بعد ثمانية أشهر. تجمع السكان على الرصيف.'],
  [['windows-1254'], 'Feribot sekiz ay sonra yeniden adaya gidiyor. Sakinler iskelede toplandı, büyük bir gün.'],
  [
    ['windows-1250', 'iso-8859-2'],
    'Prom znów płynie na wyspę po ośmiu miesiącach. Mieszkańcy zebrali się na przystani.',
  ],
  [
    ['windows-1250', 'iso-8859-2'],
    'A komp nyolc hónap után újra közlekedik a szigetre. A lakosok összegyűltek a kikötőben.',
  ],
  [['windows-1257', 'iso-8859-13'], 'Keltas vėl plaukia į salą po aštuonių mėnesių pertraukos. Gyventojai susirinko.'],
  [['windows-1252', 'macintosh'], 'Die Fähre fährt wieder zur Insel. Die Bewohner begrüßten die erste Überfahrt.'],
  [['windows-1252'], 'Le ferry navigue à nouveau vers l’île après huit mois, à l’embarcadère.'],
  [['shift_jis', 'euc-jp'], 'フェリーは八か月ぶりに島へ向かいました。住民は桟橋に集まりました。'],
  [['gb18030'], '渡轮在停航八个月后再次驶向该岛。居民们聚集在码头迎接首班船。'],
  [['big5'], '渡輪在停航八個月後再次駛向該島。居民們聚集在碼頭迎接首班船。'],
  [['euc-kr'], '여객선이 여덟 달 만에 다시 섬으로 운항합니다. 주민들은 부두에 모였습니다.'],
  [['windows-874'], 'เรือข้ามฟากแล่นไปยังเกาะอีกครั้งหลังจากหยุดไปแปดเดือน'],
];
const inFeed = (text: string) => `<rss><channel><item><title>${text}</title></item></channel></rss>`;

describe('an encoding nobody states', () => {
  test.each(FERRY.flatMap(([encodings, text]) => encodings.map((encoding) => [encoding, text] as const)))(
    '%s: %s',
    (encoding, text) => {
      expect(decodeBytes(iconv.encode(inFeed(text), encoding)).text).toBe(inFeed(text));
      const headline = inFeed(text.slice(0, 40));
      expect(decodeBytes(iconv.encode(headline, encoding)).text).toBe(headline);
    },
  );

  test('Russian that the server calls Latin-1', () => {
    const bytes = iconv.encode(inFeed(RUSSIAN), 'windows-1251');
    expect(decodeBytes(bytes, 'text/xml; charset=iso-8859-1').text).toBe(inFeed(RUSSIAN));
  });

  test('UTF-8 that calls itself windows-1251', () => {
    expect(decodeBytes(Buffer.from(inFeed(RUSSIAN)), 'text/xml; charset=windows-1251').text).toBe(inFeed(RUSSIAN));
  });

  test('ISO-2022-JP', () => {
    const bytes = Buffer.from('1b2442467c4b5c1b2842', 'hex');
    expect(decodeBytes(bytes).text).toBe('日本');
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
