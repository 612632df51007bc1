import express, { type RequestHandler } from 'express';

/** Articles come in by API with their text; forms and everything else are small. */
const API_LIMIT = '1mb';
const PAGE_LIMIT = '64kb';

/**
 * Parses JSON and forms into `req.body`. Webhooks are left alone: their signatures are over the raw bytes. Unsubscribes are
 * read whatever their type: RFC 8058 asks mail providers for multipart, and most send the other encoding.
 */
export function bodyParsers(): RequestHandler[] {
  const api = express.json({ limit: API_LIMIT });
  const page = express.json({ limit: PAGE_LIMIT });
  const form = express.urlencoded({ extended: false, limit: PAGE_LIMIT, parameterLimit: 200 });
  const json: RequestHandler = (req, res, next) => (req.path.startsWith('/api/') ? api : page)(req, res, next);
  return [unless(/^\/(hooks|unsubscribe)\//, json), unless(/^\/(hooks|unsubscribe)\//, form)];
}

const anyBytes = express.raw({ type: () => true, limit: PAGE_LIMIT });

/** Fields of a form in either encoding, into `req.body`; what is no form has none. */
export const anyForm: readonly RequestHandler[] = [
  anyBytes,
  (req, _res, next) => {
    const text = Buffer.isBuffer(req.body) ? req.body.toString('utf8') : '';
    req.body = req.is('multipart/form-data') ? multipartFields(text) : Object.fromEntries(new URLSearchParams(text));
    next();
  },
];

/** RFC 7578, for text fields: all that comes before a part's empty line is its head. */
function multipartFields(text: string): Readonly<Record<string, string>> {
  const parts = text.split(/^--[^\r\n]*(?:\r?\n|$)/m).slice(1);
  return Object.fromEntries(parts.flatMap(multipartField));
}

function multipartField(part: string): readonly (readonly [name: string, value: string])[] {
  const gap = /\r?\n\r?\n/.exec(part);
  if (gap === null) return [];
  const name = /\bname="?([^";\r\n]+)/i.exec(part.slice(0, gap.index))?.[1];
  const value = part.slice(gap.index + gap[0].length).replace(/\r?\n$/, '');
  return name === undefined ? [] : [[name, value]];
}

function unless(path: RegExp, parser: RequestHandler): RequestHandler {
  return (req, res, next) => (path.test(req.path) ? next() : parser(req, res, next));
}
