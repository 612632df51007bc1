/** The thread in which feeds are read: bytes in, what was read out. Also the other kinds of sources: strangers write them all. */
import { parentPort } from 'node:worker_threads';
import { scanPage } from '../articles/page/scan-page.js';
import { parseSource } from '../articles/parse-source.js';
import { done } from '../kernel/refusal.js';
import { READY, type Question } from './feed-thread.js';

const answerTo = ({ task, feed }: Question) => (task === 'read' ? parseSource(feed) : done(scanPage(feed)));

parentPort?.on('message', (question: Question) => parentPort?.postMessage(answerTo(question), []));
parentPort?.postMessage(READY, []);
