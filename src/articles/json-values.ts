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

/** JSON as publishers write it, also with raw line ends in texts and commas too many; undefined when it is none. */
export function parseJson(text: string): unknown {
  return tryJson(text) ?? tryJson(text.replace(/\p{Cc}/gu, ' ').replace(/,\s*([}\]])/g, '$1'));
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
