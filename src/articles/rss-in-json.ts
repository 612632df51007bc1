import { isObject, type JsonObject } from './json-values.js';
import type { XmlNode } from './xml-node.js';

/** Deeper than RSS ever nests. */
const MAX_DEPTH = 20;

/**
 * RSS in JSON, Scripting News' own format: the RSS tree with a key for each element or attribute and `#value` for text.
 * @returns the tree its XML would be.
 */
export function rssInJson(channel: JsonObject): XmlNode {
  return node('rss', { channel }, 0);
}

function node(name: string, value: unknown, depth: number): XmlNode {
  const object = isObject(value) && depth < MAX_DEPTH ? value : {};
  const fields = Object.entries(object);
  const attributes = fields.flatMap(([key, field]) => (isScalar(field) ? [[attributeName(key), String(field)]] : []));
  return {
    name: name.toLowerCase(),
    attributes: Object.fromEntries(attributes) as Record<string, string>,
    content: contentOf(value, object, depth + 1),
    base: undefined,
    lang: undefined,
  };
}

/** Beside a `#value` everything else is an attribute. */
function contentOf(value: unknown, object: JsonObject, depth: number): XmlNode['content'] {
  const text = isScalar(value) ? value : (object['#value'] ?? object['#text']);
  if (isScalar(text)) return [String(text)];
  return Object.entries(object)
    .filter(([key]) => !/^[@#]/.test(key))
    .flatMap(([key, field]) => (Array.isArray(field) ? field : [field]).map((each) => node(key, each, depth)));
}

const attributeName = (key: string): string => key.replace(/^@/, '').toLowerCase();

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
