import { done, type Outcome } from '../kernel/refusal.js';
import { notAFeed, readFeedText, webPage } from './feed-text.js';
import { isObject, parseJson } from './json-values.js';
import { expandOwnEntities } from './own-entities.js';
import type { RawFeed } from './parsed-feed.js';
import { readAtom } from './read-atom.js';
import { readJsonFeed } from './read-json-feed.js';
import { readRss } from './read-rss.js';
import { readXml, XmlLimitError } from './read-xml.js';
import { rssInJson } from './rss-in-json.js';
import { findNode, type XmlNode } from './xml-node.js';

export interface ReadFeed {
  readonly feed: RawFeed;
  /** The document breaks off before its end. */
  readonly cutOff: boolean;
}

const UNREADABLE = notAFeed(
  'This is no RSS, Atom or JSON Feed that can be read. Open the address in a browser to see what it is.',
);

/**
 * The text of a feed to its entries as written, in whatever format it is.
 * @param url its own address, which xml:base may be relative to.
 */
export function readFeed(decoded: string, url: string | undefined): Outcome<ReadFeed> {
  const text = readFeedText(decoded);
  if (!text.ok) return text;
  return text.value.kind === 'json' ? readJson(text.value.text) : readMarkup(text.value.text, url);
}

function readJson(text: string): Outcome<ReadFeed> {
  const root = parseJson(text);
  if (root === undefined) return notAFeed('This looks like a JSON Feed but is not valid JSON.');
  if (!isObject(root)) return notAFeed('This is JSON, but not a JSON Feed: it must be an object with "items".');
  const { rss } = root;
  if (isObject(rss) && isObject(rss['channel']))
    return done({ feed: { ...readRss(rssInJson(rss['channel'])), format: 'json' }, cutOff: false });
  if (!Array.isArray(root['items'])) return notAFeed('This is JSON, but not a JSON Feed: "items" is missing.');
  return done({ feed: readJsonFeed(root), cutOff: false });
}

const WEB_PAGE =
  /^\s*(?:<!--[\s\S]{0,5000}?-->\s*|<\?[^>]{0,500}>\s*|<!DOCTYPE[^>]{0,500}>\s*)*<(?:html|head|body|script|div|p|title|h1|meta)[\s>]/i;
const FEED_ROOT = /<(?:[\w.-]+:)?(?:rss|rdf|feed|channel)[\s>]/i;

function readMarkup(text: string, url: string | undefined): Outcome<ReadFeed> {
  if (WEB_PAGE.test(text.slice(0, 20_000)) && !FEED_ROOT.test(text)) return webPage(text, url);
  const whole = expandOwnEntities(text);
  return whole.ok ? readTree(whole.value, url) : whole;
}

function readTree(text: string, url: string | undefined): Outcome<ReadFeed> {
  try {
    const { top, cutOff } = readXml(text, url);
    const root = findNode(top, ({ name }) => name === 'html' || isFeedRoot(name));
    if (root?.name === 'html') return webPage(text, url);
    return root === undefined ? UNREADABLE : done({ feed: readRoot(root), cutOff });
  } catch (error) {
    if (error instanceof XmlLimitError) return notAFeed(error.message);
    throw error;
  }
}

const isFeedRoot = (name: string): boolean => /^(?:rss|(?:rdf:)?rdf|feed|channel)$/.test(name);

const readRoot = (root: XmlNode): RawFeed => (root.name === 'feed' ? readAtom(root) : readRss(root));
