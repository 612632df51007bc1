import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import { LETTER_HABITS } from './letter-habits.js';

/** What chardet tells well: the encodings with two bytes a letter. */
const TWO_BYTES = /^(shift_jis|euc-jp|euc-kr|big5|gb18030)$/i;
/** Below this chardet guesses; Cyrillic is Korean to it with 10 of 100. */
const MIN_CONFIDENCE = 50;
/** Thai is Chinese to chardet. Chinese read as Thai scores -5.5. */
const THAI = { encoding: 'windows-874', score: -4.2 };
/** What is not Western European is rarer, and its alphabets share letters with it. */
const RARER = -0.7;
/** Letters looked at; the answer does not change after some hundreds. */
const SAMPLE = 16_384;

/** Marks every language uses. */
const MARKS = new Set('’‘“”„‚–—…«»•·°©®™€£§\u00a0');
/** Natural logarithms: how little a mark, a capital, a letter of no word of the language says for it. */
const MARK = -2.5;
const CAPITAL = -0.6;
const STRANGER = -9;
const BROKEN_WORD = -6;

export interface Detected {
  readonly encoding: string;
  /** Whether the letters are Latin: then another guess would do little harm. */
  readonly latin: boolean;
  /** Mean likelihood of a letter, a logarithm; the same for the best of the Latin alphabets. */
  readonly score: number;
  readonly latinScore: number;
}

/** The likeliest encoding of bytes that are no UTF-8 and do not say what they are; undefined when they are ASCII alone. */
export function detectEncoding(bytes: Uint8Array): Detected | undefined {
  const sample = lettersOf(bytes);
  const [best] = analyse(sample);
  const alphabet = bestAlphabet(sample);
  const asian = best !== undefined && TWO_BYTES.test(best.name) && best.confidence >= MIN_CONFIDENCE;
  const thai = alphabet?.encoding === THAI.encoding && alphabet.score > THAI.score;
  if (!asian || thai) return alphabet;
  return { encoding: best.name, latin: false, score: 0, latinScore: STRANGER };
}

/** Text without markup, which is ASCII and would outvote a short text. */
function lettersOf(bytes: Uint8Array): Buffer {
  const latin = Buffer.from(bytes.subarray(0, 1_000_000)).toString('latin1');
  return Buffer.from(latin.replace(/<[^<>]{0,2000}>/g, ' ').slice(0, SAMPLE * 4), 'latin1');
}

function bestAlphabet(sample: Buffer): Detected | undefined {
  const words = Buffer.from(
    (sample.toString('latin1').match(/[^\s]*[\x80-\xff][^\s]*/g) ?? []).join(' ').slice(0, SAMPLE),
    'latin1',
  );
  if (words.length === 0) return undefined;
  const decoded = new Map<string, string>();
  let best = { encoding: 'windows-1252', latin: true, score: -Infinity };
  let latinScore = -Infinity;
  for (const { encodings, letters } of LETTER_HABITS) {
    const latin = /\p{Script=Latin}/u.test(letters);
    for (const [place, encoding] of encodings.entries()) {
      const text = decoded.get(encoding) ?? iconv.decode(words, encoding);
      decoded.set(encoding, text);
      /** Of equals the commoner encoding wins. */
      const rarer = latin && encodings[0] !== 'windows-1252' ? RARER : 0;
      const score = likelihood(text, letters) - place * 0.01 + rarer;
      if (score > best.score) best = { encoding, latin, score };
      if (latin) latinScore = Math.max(latinScore, score);
    }
  }
  return { ...best, latinScore };
}

/** The mean over all letters beyond ASCII. */
function likelihood(text: string, letters: string): number {
  const rank = new Map(
    Array.from(letters, (letter, place) => [letter, -Math.log((place + 2) * Math.log(letters.length + 2))]),
  );
  let [sum, count] = [0, 0];
  for (const char of text) {
    if (char <= '\u007f') continue;
    count++;
    const small = char.toLowerCase();
    if (MARKS.has(char)) sum += MARK;
    else sum += (rank.get(char) ?? rank.get(small) ?? STRANGER) + (small === char ? 0 : CAPITAL);
  }
  for (const _ of text.matchAll(BREAKS)) sum += BROKEN_WORD;
  return count === 0 ? STRANGER : sum / count;
}

/** What no word has: a capital after a small letter, letters of two scripts side by side, three accents in a row. */
const BREAKS =
  /[\u0080-\uffff](?<=\p{Lu})(?<=\p{Ll}.)|[a-zA-Z](?=[\u0370-\u05ff\u0600-\u0fff])|[\u0370-\u05ff\u0600-\u0fff](?=[a-zA-Z])|[\u00c0-\u024f]{3}/gu;
