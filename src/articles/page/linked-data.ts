import { parseJson } from '../json-values.js';

/** A thing of schema.org, as JSON-LD writes it. */
export type Thing = Readonly<Record<string, unknown>>;

/** More of a page's data is a list of other stories. */
const MAX_THINGS = 2_000;

/**
 * All things in a page's JSON-LD, those inside others and in `@graph` too, in their order. Scripts that are not JSON are
 * left out; raw line breaks inside texts, the commonest fault, are forgiven.
 */
export function readThings(scripts: readonly string[]): readonly Thing[] {
  const things: Thing[] = [];
  const waiting: unknown[] = scripts.map(parseScript);
  while (waiting.length > 0 && things.length < MAX_THINGS) {
    const next = waiting.shift();
    if (Array.isArray(next)) waiting.unshift(...next.slice(0, MAX_THINGS));
    else if (isThing(next)) {
      things.push(next);
      waiting.unshift(...Object.values(next).filter((value) => typeof value === 'object' && value !== null));
    }
  }
  return things;
}

function parseScript(script: string): unknown {
  /** `<!-- -->` and `//<![CDATA[ ]]>` around it come from old templates. */
  const start = script.search(/[[{]/);
  const end = Math.max(script.lastIndexOf(']'), script.lastIndexOf('}'));
  return start === -1 ? undefined : parseJson(script.slice(start, end + 1));
}

export const isThing = (value: unknown): value is Thing =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `"NewsArticle"`, `["Article", "NewsArticle"]` or `"http://schema.org/NewsArticle"` */
export const typesOf = (thing: Thing): readonly string[] =>
  listOf(thing['@type']).map((type) => String(type).replace(/^https?:\/\/schema\.org\//, ''));

export const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** The texts of a property that holds one or several; numbers count as texts. */
export const textsOf = (value: unknown): readonly string[] =>
  listOf(value).flatMap((each) => (typeof each === 'string' || typeof each === 'number' ? [String(each)] : []));
