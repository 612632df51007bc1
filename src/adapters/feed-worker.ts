/** The thread in which feeds are read: bytes in, what was read out. */
import { parentPort } from 'node:worker_threads';
import { parseFeed, type FeedBytes } from '../articles/parse-feed.js';
import { READY } from './feed-thread.js';

parentPort?.on('message', (feed: FeedBytes) => parentPort?.postMessage(parseFeed(feed), []));
parentPort?.postMessage(READY, []);
