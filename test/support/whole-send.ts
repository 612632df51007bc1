import Database from 'better-sqlite3';
import { join } from 'node:path';
import { createApiClient } from '../../src/demo/api-client.js';
import { openHouse, type House } from '../../src/demo/house.js';
import { until } from '../../src/demo/until.js';
import { startFaultSink } from './fault-sink.js';
import type { SinkRecord } from './fault-sink-log.js';
import { addReaders, readerEmail } from './add-readers.js';
import type { SinkScript } from './fault-sink-script.js';

export interface IssueAnswer {
  readonly id: string;
  readonly hash: string;
  readonly state: string;
  readonly audience: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** A whole Pressrun with confirmed readers, one story and an approved issue, in front of a fault sink. */
export interface WholeSend {
  readonly house: House;
  readonly sink: SinkRecord;
  readonly issueId: string;
  readonly readers: number;
  start(): Promise<void>;
  issue(): Promise<IssueAnswer>;
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Resolves when that many final dots were seen. */
  dots(count: number): Promise<void>;
  finished(seconds: number): Promise<IssueAnswer>;
  /** Reads the ledger, for what no page shows. */
  query(sql: string, ...values: unknown[]): readonly unknown[];
  stop(): Promise<void>;
}

export async function openWholeSend(options: {
  readers: number;
  script?: SinkScript;
  connections?: number;
}): Promise<WholeSend> {
  const { readers, script, connections = 5 } = options;
  const sink = await startFaultSink(script === undefined ? {} : { script });
  try {
    const send = await prepareSend({ sink, readers, settings: settingsFor(sink, connections) });
    const stop = async () => {
      await send.stop();
      await sink.close();
    };
    return { ...send, stop };
  } catch (error) {
    await sink.close();
    throw error;
  }
}

/** Mail goes to the sink; a doubt waits for a second only. */
export const settingsFor = ({ port }: { port: number }, connections: number) => ({
  SMTP_URL: `smtp://127.0.0.1:${port}?connections=${connections}`,
  IN_DOUBT_WAIT: '1s',
  MAIL_FROM: 'The Lantern <news@lantern.example>',
  LOG_LEVEL: 'debug',
});

/** The same in front of any sink; `stop` leaves the sink alone. */
export async function prepareSend(options: {
  sink: SinkRecord;
  readers: number;
  settings: Readonly<Record<string, string>>;
  /** Another supervisor's program. */
  main?: string;
}): Promise<WholeSend> {
  const { sink, readers, settings, main } = options;
  const house = await openHouse(settings, main);
  try {
    return { ...(await approveIssue({ house, sink, readers })), stop: async () => house.stop() };
  } catch (error) {
    await house.stop();
    throw error;
  }
}

async function approveIssue({ house, sink, readers }: Pick<WholeSend, 'house' | 'sink' | 'readers'>) {
  const api = createApiClient(house.baseUrl, house.apiKey);
  const call: WholeSend['call'] = async (method, path, body) => api.call(method, path, body);
  const publishedAt = new Date().toISOString();
  await call('PUT', '/articles/story-1', {
    url: 'https://lantern.example/1',
    title: 'A story for everybody',
    publishedAt,
  });
  addReaders({ databaseFile: join(house.folder, 'data/pressrun.sqlite'), newsletter: 'daily', count: readers });
  const draft = await call<IssueAnswer>('POST', '/issues', { newsletter: 'daily', subject: 'A story for everybody' });
  await call('POST', `/issues/${draft.id}/approve`, { hash: draft.hash });
  const issue = async () => call<IssueAnswer>('GET', `/issues/${draft.id}`);
  const query: WholeSend['query'] = (sql, ...values) => {
    const db = new Database(join(house.folder, 'data/pressrun.sqlite'), { readonly: true });
    try {
      return db.prepare(sql).all(...values);
    } finally {
      db.close();
    }
  };
  return {
    house,
    sink,
    readers,
    issueId: draft.id,
    call,
    query,
    issue,
    start: async () => void (await call('POST', `/issues/${draft.id}/send`, {})),
    dots: async (count: number) =>
      void (await until(`${count} mails`, 60, async () => (sink.entries().length >= count ? true : undefined))),
    finished: async (seconds: number) =>
      until('the issue to be done', seconds, async () => {
        const now = await issue().catch(() => undefined);
        return now?.state === 'done' ? now : undefined;
      }),
  };
}

/** What the sink saw against what the ledger says. */
export interface Balance {
  /** Readers without a mail. */
  readonly lost: readonly string[];
  /** Readers with a second mail that no recorded doubt explains. */
  readonly unexplained: readonly string[];
  readonly resent: number;
}

/** A copy too many is explained only by a doubt about that delivery that was settled by sending again. */
export function balance(send: WholeSend): Balance {
  const copies = new Map<string, number>();
  for (const { rcpt, replied } of send.sink.entries()) {
    if (replied === null || replied.startsWith('2')) copies.set(rcpt, (copies.get(rcpt) ?? 0) + 1);
  }
  const doubtful = send.query(
    `SELECT s.email, d.doubts FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id
     WHERE d.issue_id = ? AND d.doubts > 0`,
    send.issueId,
  ) as readonly { email: string; doubts: number }[];
  const doubts = new Map(doubtful.map(({ email, doubts: count }) => [email, count]));
  const all = Array.from({ length: send.readers }, (_, index) => readerEmail(index));
  return {
    lost: all.filter((email) => !copies.has(email)),
    unexplained: all.filter((email) => (copies.get(email) ?? 0) > 1 + (doubts.get(email) ?? 0)),
    resent: doubts.size,
  };
}
