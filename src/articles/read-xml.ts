import { Parser, type Handler } from 'htmlparser2';
import { inPieces } from './in-pieces.js';
import type { XmlNode } from './xml-node.js';
import { createXmlTree, type XmlTree } from './xml-tree.js';

/** The deepest real feed, an article in XHTML, nests 40. */
const MAX_DEPTH = 250;
/** Londonist's 2.7 MB make 5,000; a feed of 500 articles in XHTML some 60,000. */
const MAX_NODES = 150_000;
/** Elements left open, which count although others ended them: the parser's own list of them is slow when it is long. */
const MAX_OPEN = 5_000;
/** Roots that declare all namespaces there are have 40. */
const MAX_ATTRIBUTES = 500;
/** A `<` in texts is rare; a document of nothing else must not grow fourfold. */
const MAX_BARE = 50_000;

/** A document that no feed is like. The message is a sentence for the desk. */
export class XmlLimitError extends Error {}

export interface XmlDocument {
  /** Holds the root element, and what stands beside it. */
  readonly top: XmlNode;
  /** The document ends before its elements do. */
  readonly cutOff: boolean;
}

/**
 * XML as publishers write it to a tree: elements that are left open, closed wrongly or cut off, bare `&` and `<`, names
 * with undeclared prefixes. Entities are not expanded but for XML's own and numbers. Throws XmlLimitError.
 */
export function readXml(text: string, documentUrl: string | undefined): XmlDocument {
  const tree = createXmlTree(documentUrl);
  const parser = new Parser(withinLimits(tree), { xmlMode: true, decodeEntities: true });
  parser.write(escapeBare(text));
  const cutOff = tree.cut();
  parser.end();
  return { top: tree.top, cutOff };
}

/** A `<` that starts no tag is text. Inside CDATA the text is HTML, where both spellings mean the same. */
function escapeBare(text: string): string {
  let left = MAX_BARE;
  return inPieces(text, (piece) =>
    piece.replace(/<(?=[^a-zA-Z_/!?:\u00c0-\uffff]|$)/g, () => (left-- > 0 ? '&lt;' : '')),
  );
}

function withinLimits(tree: XmlTree): Partial<Handler> {
  let [nodes, opened, attributes] = [0, 0, 0];
  return {
    onopentagname() {
      attributes = 0;
    },
    onattribute: () => limit(++attributes, MAX_ATTRIBUTES, 'The feed has an element with more than MOST attributes.'),
    onopentag(name, stated) {
      limit(++nodes, MAX_NODES, 'The feed has more than MOST elements.');
      limit(++opened, MAX_OPEN, 'The feed leaves more than MOST elements open.');
      limit(tree.open(name, stated), MAX_DEPTH, 'The feed nests more than MOST elements.');
    },
    onclosetag(name) {
      opened--;
      tree.close(name);
    },
    ontext: (text) => tree.addText(text),
  };
}

function limit(count: number, most: number, fault: string): void {
  if (count > most) throw new XmlLimitError(fault.replace('MOST', most.toLocaleString('en')));
}
