import { escapeAttribute, escapeText } from 'entities';
import { isHtmlName } from './strip-tags.js';
import { elements, isNode, textOf, type XmlNode } from './xml-node.js';

/** What is read of a tag later. */
const ATTRIBUTES = ['src', 'data-src', 'href', 'alt', 'width', 'height'];
const VOID = new Set(['br', 'hr', 'img', 'wbr', 'input']);

/** The HTML an element states: its text, which is HTML in itself, or the elements in it. Undefined when empty. */
export function htmlOf(node: XmlNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (elements(node).length > 0) return innerMarkup(node).trim() || undefined;
  const text = textOf(node);
  return text === undefined ? undefined : (fromBase64(node, text) ?? text);
}

export const htmlsOf = (nodes: readonly XmlNode[]): readonly string[] =>
  nodes.map(htmlOf).filter((html) => html !== undefined);

const innerMarkup = (node: XmlNode): string =>
  node.content.map((piece) => (isNode(piece) ? markup(piece) : escapeText(piece))).join('');

/** `xhtml:b` and `b` alike; of what is no HTML the text alone. */
function markup(node: XmlNode): string {
  const name = node.name.slice(node.name.indexOf(':') + 1);
  if (!isHtmlName(name)) return innerMarkup(node);
  const attributes = ATTRIBUTES.filter((key) => node.attributes[key] !== undefined).map(
    (key) => ` ${key}="${escapeAttribute(node.attributes[key] ?? '')}"`,
  );
  const open = `<${name}${attributes.join('')}>`;
  /** `<br>` without its slash holds, for XML, all that follows. */
  return VOID.has(name) ? open + innerMarkup(node) : `${open}${innerMarkup(node)}</${name}>`;
}

/** Atom 0.3 `mode="base64"`; Atom 1.0 says it by a type that is no text. */
function fromBase64({ attributes }: XmlNode, text: string): string | undefined {
  const { mode, type = '' } = attributes;
  const binary = mode === undefined && /^application\/octet-stream$/i.test(type);
  if (mode?.toLowerCase() !== 'base64' && !binary) return undefined;
  if (!/^[\w+/=\s-]+$/.test(text)) return undefined;
  return new TextDecoder('utf-8').decode(Buffer.from(text, 'base64'));
}
