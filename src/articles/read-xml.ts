import { Parser } from 'htmlparser2';
import { resolveBase } from './absolute-url.js';
import { innerScope, OUTERMOST, ownNamespace, qualify, type Scope } from './xml-namespaces.js';
import type { XmlNode } from './xml-node.js';

/** The deepest real feed, an article in XHTML, nests 40. */
const MAX_DEPTH = 250;
/** Londonist's 2.7 MB make 5,000; a feed of 500 articles in XHTML some 60,000. */
const MAX_NODES = 150_000;

/** A document that no feed is like. The message is a sentence for the desk. */
export class XmlLimitError extends Error {}

export interface XmlDocument {
  /** Holds the root element, and what stands beside it. */
  readonly top: XmlNode;
  /** The document ends before its elements do. */
  readonly cutOff: boolean;
}

interface OpenNode extends XmlNode {
  readonly written: string;
  readonly content: (XmlNode | string)[];
  readonly scope: Scope;
}

const NO_ATTRIBUTES: Readonly<Record<string, string>> = {};

/** Elements that hold elements; white space in them is layout. */
const HOLDERS = new Set(
  'rss rdf rdf:rdf channel feed item entry image media:group media:content author source'.split(' '),
);
/** Elements that hold a text. When one is left open, the next of its kind ends it. */
const FIELDS = new Set('title link guid pubdate category comments updated published id name'.split(' '));
const ENTRIES = new Set(['item', 'entry']);

/**
 * XML as publishers write it to a tree: elements that are left open, closed wrongly or cut off, bare `&` and `<`, names
 * with undeclared prefixes. Entities are not expanded but for XML's own and numbers. Throws XmlLimitError.
 */
export function readXml(text: string, documentUrl: string | undefined): XmlDocument {
  const tree = createTree(documentUrl);
  const parser = new Parser(tree.handler, { xmlMode: true, decodeEntities: true });
  /** A `<` that starts no tag is text. Inside CDATA the text is HTML, where both spellings mean the same. */
  parser.write(text.replace(/<(?=[^a-zA-Z_/!?:\u00c0-\uffff]|$)/g, '&lt;'));
  const cutOff = tree.cut();
  parser.end();
  return { top: tree.top, cutOff };
}

function createTree(documentUrl: string | undefined) {
  const top: OpenNode = {
    written: '',
    name: '',
    attributes: NO_ATTRIBUTES,
    content: [],
    scope: OUTERMOST,
    base: undefined,
    lang: undefined,
  };
  const stack: OpenNode[] = [top];
  let nodes = 0;
  let own = '';
  const last = (): OpenNode => stack.at(-1) ?? top;

  function open(written: string, attributes: Readonly<Record<string, string>>): void {
    if (++nodes > MAX_NODES)
      throw new XmlLimitError(`The feed has more than ${MAX_NODES.toLocaleString('en')} elements.`);
    if (own === '') own = ownNamespace(written) ?? '';
    endForgotten(localName(written));
    const parent = last();
    const scope = innerScope(parent.scope, { name: written, attributes, own });
    const named = nameAttributes(attributes, scope);
    const node: OpenNode = {
      written,
      name: qualify(written, scope, own),
      attributes: named,
      content: [],
      scope,
      base: named['xml:base'] === undefined ? parent.base : resolveBase(named['xml:base'], parent.base ?? documentUrl),
      lang: named['xml:lang'] ?? parent.lang,
    };
    parent.content.push(node);
    if (stack.push(node) > MAX_DEPTH) throw new XmlLimitError(`The feed nests more than ${MAX_DEPTH} elements.`);
  }

  /** `<title>One</titel><link>`: the link is no part of the title. `<item>` in an open item starts the next. */
  function endForgotten(local: string): void {
    if (FIELDS.has(local) && FIELDS.has(last().name)) stack.pop();
    if (!ENTRIES.has(local)) return;
    while (ENTRIES.has(last().name) || FIELDS.has(last().name)) stack.pop();
  }

  function close(written: string): void {
    const at = stack.findLastIndex((node) => node.written === written);
    if (at > 0) stack.length = at;
  }

  function addText(text: string): void {
    const { content, name } = last();
    const before = content.at(-1);
    if (typeof before === 'string') content[content.length - 1] = before + text;
    else if (!HOLDERS.has(name) || text.trim() !== '') content.push(text);
  }

  /** Called where the document ends: what is still open there was cut, and half a link is worse than none. */
  function cut(): boolean {
    const node = last();
    if (stack.length > 1 && !HOLDERS.has(node.name)) stack.at(-2)?.content.pop();
    return stack.length > 1;
  }

  const handler = { onopentag: open, onclosetag: close, ontext: addText };
  return { top, cut, handler };
}

const localName = (written: string): string => written.slice(written.indexOf(':') + 1).toLowerCase();

function nameAttributes(attributes: Readonly<Record<string, string>>, scope: Scope): Readonly<Record<string, string>> {
  const names = Object.keys(attributes);
  if (names.length === 0) return NO_ATTRIBUTES;
  const named: Record<string, string> = {};
  for (const name of names) {
    /** Attributes without a prefix are in no namespace. */
    const key = name.includes(':') ? qualify(name, scope, '') : name.toLowerCase();
    if (!/^xmlns(:|$)/.test(key)) named[key] ??= attributes[name] ?? '';
  }
  return named;
}
