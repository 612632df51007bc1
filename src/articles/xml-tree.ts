import { resolveBase } from './absolute-url.js';
import { innerScope, OUTERMOST, ownNamespace, qualify, type Scope } from './xml-namespaces.js';
import type { XmlNode } from './xml-node.js';

type Attributes = XmlNode['attributes'];

interface OpenNode extends XmlNode {
  readonly written: string;
  readonly content: (XmlNode | string)[];
  readonly scope: Scope;
}

/** A tree in the making. */
export interface XmlTree {
  readonly top: XmlNode;
  /** Returns how deep the new element is. */
  open(written: string, attributes: Attributes): number;
  close(written: string): void;
  addText(text: string): void;
  /** Called where the document ends: what is still open there was cut, and half a link is worse than none. */
  cut(): boolean;
}

const NO_ATTRIBUTES: Attributes = {};
/** Pieces of text are put together up to this length. */
const CHUNK = 4_096;
/** Elements that hold elements; white space in them is layout. */
const HOLDERS = new Set(
  'rss rdf rdf:rdf channel feed item entry image media:group media:content author source'.split(' '),
);
/** Elements that hold a text. When one is left open, the next of its kind ends it. */
const FIELDS = new Set('title link guid pubdate category comments updated published id name'.split(' '));
const ENTRIES = new Set(['item', 'entry']);

/** @param documentUrl what the outermost xml:base may be relative to. */
export function createXmlTree(documentUrl: string | undefined): XmlTree {
  const inherited = { scope: OUTERMOST, base: undefined, lang: undefined };
  const top: OpenNode = { ...inherited, written: '', name: '', attributes: NO_ATTRIBUTES, content: [] };
  const stack: OpenNode[] = [top];
  let own = '';
  const last = (): OpenNode => stack.at(-1) ?? top;

  /** `<title>One</titel><link>`: the link is no part of the title. `<item>` in an open item starts the next. */
  function endForgotten(local: string): void {
    if (FIELDS.has(local) && FIELDS.has(last().name)) stack.pop();
    if (!ENTRIES.has(local)) return;
    while (ENTRIES.has(last().name) || FIELDS.has(last().name)) stack.pop();
  }

  return {
    top,
    open(written, attributes) {
      if (own === '') own = ownNamespace(written) ?? '';
      endForgotten(written.slice(written.indexOf(':') + 1).toLowerCase());
      const node = createNode({ written, attributes, own, parent: last(), documentUrl });
      last().content.push(node);
      return stack.push(node);
    },
    close(written) {
      const at = stack.findLastIndex((node) => node.written === written);
      if (at > 0) stack.length = at;
    },
    addText(text) {
      const { content, name } = last();
      const before = content.at(-1);
      if (typeof before === 'string' && before.length < CHUNK) content[content.length - 1] = joined(before, text);
      else if (!HOLDERS.has(name) || text.trim() !== '') content.push(text);
    },
    cut() {
      if (stack.length > 1 && !HOLDERS.has(last().name)) stack.at(-2)?.content.pop();
      return stack.length > 1;
    },
  };
}

function createNode({
  written,
  attributes,
  own,
  parent,
  documentUrl,
}: {
  written: string;
  attributes: Attributes;
  own: string;
  parent: OpenNode;
  documentUrl: string | undefined;
}): OpenNode {
  const scope = innerScope(parent.scope, { name: written, attributes, own });
  const named = nameAttributes(attributes, scope);
  const base = named['xml:base'];
  return {
    written,
    name: qualify(written, scope, own),
    attributes: named,
    content: [],
    scope,
    base: base === undefined ? parent.base : resolveBase(base, parent.base ?? documentUrl),
    lang: named['xml:lang'] ?? parent.lang,
  };
}

function nameAttributes(attributes: Attributes, scope: Scope): Attributes {
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

/** V8 keeps a sum of strings as a tree of 32 bytes a piece until somebody looks into it: five million `&lt;` are 160 MB. */
function joined(before: string, text: string): string {
  const sum = before + text;
  if (sum.length >= CHUNK) sum.charCodeAt(0);
  return sum;
}
