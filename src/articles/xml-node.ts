/** One element of a feed. Names are lower case; those of another namespace than the feed's own are `dc:creator`. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Decoded texts and elements, in their order. */
  readonly content: readonly (XmlNode | string)[];
  /** xml:base here or further out, absolute; undefined when nobody states one. */
  readonly base: string | undefined;
  /** xml:lang here or further out. */
  readonly lang: string | undefined;
}

export const isNode = (piece: XmlNode | string): piece is XmlNode => typeof piece !== 'string';

export const elements = (node: XmlNode): readonly XmlNode[] => node.content.filter(isNode);

export const childrenOf = (node: XmlNode, ...names: readonly string[]): readonly XmlNode[] =>
  names.flatMap((name) => elements(node).filter((child) => child.name === name));

export const childOf = (node: XmlNode, name: string): XmlNode | undefined =>
  node.content.find((piece): piece is XmlNode => isNode(piece) && piece.name === name);

/** All text of an element and what it holds, trimmed; undefined when there is none. */
export function textOf(node: XmlNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  const text = node.content.map((piece) => (isNode(piece) ? (textOf(piece) ?? '') : piece)).join('');
  return text.trim() || undefined;
}

/** The texts of children, in the order of the names asked for. */
export const textsOf = (node: XmlNode, ...names: readonly string[]): readonly string[] =>
  childrenOf(node, ...names)
    .map(textOf)
    .filter((text) => text !== undefined);

/** The first element of that name, outside in and top down. */
export function findNode(node: XmlNode, isIt: (node: XmlNode) => boolean): XmlNode | undefined {
  const waiting: XmlNode[] = [node];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (isIt(next)) return next;
    waiting.push(...elements(next));
  }
  return undefined;
}
