/** JSON as found: nothing about it is certain. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text or a number, as text; undefined when empty or something else. */
export function textIn(node: JsonObject, name: string): string | undefined {
  const value = node[name];
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text : undefined;
}

/** The objects of a list; one object alone is a list of one. */
export function listIn(node: JsonObject, name: string): readonly JsonObject[] {
  const value = node[name];
  if (isObject(value)) return [value];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The deepest real one nests 8, the longest has 20,000 objects and lists. */
const MAX_DEPTH = 200;
const MAX_NODES = 100_000;
/** What is broken and longer is not mended. */
const MAX_MENDED = 1_000_000;

/** JSON as publishers write it, also with raw line ends in texts and commas too many; undefined when it is none, or a bomb. */
export function parseJson(text: string): unknown {
  if (isBomb(text)) return undefined;
  const value = tryJson(text);
  if (value !== undefined || text.length > MAX_MENDED) return value;
  return tryJson(text.replace(/\p{Cc}/gu, ' ').replace(/,\s{0,1000}([}\]])/g, '$1'));
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A million open brackets cost JSON.parse 200 MB before it says that they are not closed. */
function isBomb(text: string): boolean {
  let [depth, nodes, inText] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (inText && char === '\\') at++;
    else if (char === '"') inText = !inText;
    else if (!inText && (char === '[' || char === '{')) {
      if (++nodes > MAX_NODES || ++depth > MAX_DEPTH) return true;
    } else if (!inText && (char === ']' || char === '}')) depth--;
  }
  return false;
}
