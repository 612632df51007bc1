/** The thread in which feeds are read: bytes in, what was read out. Also the other kinds of sources: strangers write them all. */
import { parentPort } from 'node:worker_threads';
import type { FeedBytes } from '../articles/parse-feed.js';
import { parseSource } from '../articles/parse-source.js';
import { READY } from './feed-thread.js';

parentPort?.on('message', (feed: FeedBytes) => parentPort?.postMessage(parseSource(feed), []));
parentPort?.postMessage(READY, []);
