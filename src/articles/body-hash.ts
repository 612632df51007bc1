import { createHash } from 'node:crypto';
import type { FetchOutcome } from './feed-fetcher.js';

type Fetched = Extract<FetchOutcome, { kind: 'fetched' }>;

/** Names a body together with what its meaning depends on: its character set, and the base of its relative links. */
export const bodyHash = ({ bytes, finalUrl, headers }: Fetched): string =>
  createHash('sha256')
    .update(`${headers['content-type'] ?? ''}\n${headers['content-location'] ?? ''}\n${finalUrl}\n`)
    .update(bytes)
    .digest('base64url');
