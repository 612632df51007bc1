import { done, type Outcome } from '../kernel/refusal.js';
import { notAFeed } from './feed-text.js';
import { inPieces } from './in-pieces.js';

/** `<!ENTITY name "text">`, `<!ENTITY name SYSTEM "file">`, `<!ENTITY % name ...>` */
const DECLARATION = /<!ENTITY\s+(%\s+)?([\w.:-]+)\s+(?:(SYSTEM|PUBLIC)\b|"([^"]*)"|'([^']*)')/gi;
/** A letter, a name, a line about copyright. */
const MAX_VALUE = 500;
/** Of all the places where such a text is put in. */
const MAX_GROWTH = 1_000_000;

/**
 * The document with the texts its DTD gives names to put in; feeds of the RSS 1.0 age bring the letters of HTML so. Names
 * made of names, files of the server's, and long texts put in often are refused: nobody builds anything but bombs of them.
 */
export function expandOwnEntities(text: string): Outcome<string> {
  const head = text.slice(0, Math.max(0, text.search(/<[a-z_]/i)));
  if (!/<!ENTITY/i.test(head)) return done(text);
  const values = new Map<string, string>();
  for (const [, parameter, name = '', file, double, single] of head.matchAll(DECLARATION)) {
    if (parameter !== undefined) continue;
    const value = double ?? single ?? '';
    if (file !== undefined || value.length > MAX_VALUE || /&(?!#)[\w.:-]+;/.test(value)) return BOMB;
    values.set(name, value);
  }
  return expand(text.slice(head.length), values);
}

function expand(body: string, values: ReadonlyMap<string, string>): Outcome<string> {
  if (values.size === 0) return done(body);
  let growth = 0;
  const expanded = inPieces(body, (piece) =>
    piece.replace(REFERENCE, (reference, name: string) => {
      const value = growth > MAX_GROWTH ? undefined : values.get(name);
      growth += value?.length ?? 0;
      return value ?? reference;
    }),
  );
  return growth > MAX_GROWTH ? BOMB : done(expanded);
}

const REFERENCE = /&([\w.:-]{1,100});/g;

const BOMB = notAFeed(
  'The feed declares entities that are made of others, read files or repeat long texts, which is how XML bombs are built.',
);
