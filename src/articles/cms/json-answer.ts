import { decodeBytes } from '../decode-bytes.js';
import { parseJson } from '../json-values.js';
import type { FeedBytes } from '../parse-feed.js';

/** The JSON of an answer; undefined when it is none. */
export function jsonAnswer({ bytes, headers = {} }: FeedBytes): unknown {
  const { text } = decodeBytes(bytes, headers['content-type']);
  /** Some WordPress plug-ins print a byte order mark or a warning of PHP in front. */
  const start = text.search(/[[{]/);
  if (start === -1 || start > 2_000) return undefined;
  return parseJson(text.slice(start));
}
