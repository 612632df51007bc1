import Database from 'better-sqlite3';
import { SingleBar } from 'cli-progress';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createApiClient, type ApiClient } from '../../src/demo/api-client.js';
import { openHouse } from '../../src/demo/house.js';
import { until } from '../../src/demo/until.js';
import { addReaders, subscribeFirst } from '../support/add-readers.js';
import { findPostfix, startSmtpSink } from './programs.js';

const USAGE = `Usage: npm run bench:urgent -- [--readers N] [--urgent N] [--rate R] [--json]

Approves an urgent issue while a digest runs at a relay's limit, and prints how long the first urgent mail and the last
took, and whether both issues balance. By default 50000 readers, 1000 urgent ones, 100 messages a second.`;

interface Issue {
  readonly id: string;
  readonly hash: string;
  readonly state: string;
  readonly audience: number;
  readonly counts: Readonly<Record<string, number>>;
}

async function sendNow(api: ApiClient, order: Record<string, unknown>): Promise<string> {
  const draft = await api.call<Issue>('POST', '/issues', order);
  await api.call('POST', `/issues/${draft.id}/approve`, { hash: draft.hash });
  await api.call('POST', `/issues/${draft.id}/send`, {});
  return draft.id;
}

async function finished(api: ApiClient, id: string, look: (accepted: number) => void): Promise<Issue> {
  return until('the issue to be done', 3_600, async () => {
    const issue = await api.call<Issue>('GET', `/issues/${id}`);
    look(issue.counts['accepted'] ?? 0);
    return issue.state === 'done' ? issue : undefined;
  });
}

/** Seconds from `since` (epoch milliseconds) to the first and to the last acceptance. */
function acceptedWithin(file: string, issueId: string, since: number) {
  const db = new Database(file, { readonly: true });
  const [first, last] = db
    .prepare('SELECT min(accepted_at), max(accepted_at) FROM deliveries WHERE issue_id = ?')
    .raw()
    .get(issueId) as [number, number];
  db.close();
  return { firstSeconds: (first - since) / 1000, lastSeconds: (last - since) / 1000 };
}

async function run({ readers, urgent, rate }: { readers: number; urgent: number; rate: number }) {
  const binary = findPostfix('smtp-sink');
  if (binary === undefined) throw new Error('No smtp-sink here: install the package postfix');
  const sink = await startSmtpSink(binary);
  const house = await openHouse({
    SMTP_URL: `smtp://${sink.address}?connections=20&rate=${rate}&tls=none`,
    SENDERS: '2',
    MAIL_FROM: 'The Lantern <news@lantern.example>',
    LOG_LEVEL: 'warn',
  });
  const bar = new SingleBar({ format: 'digest [{bar}] {value}/{total}', stream: process.stderr, hideCursor: true });
  try {
    const api = createApiClient(house.baseUrl, house.apiKey);
    const databaseFile = join(house.folder, 'data/pressrun.sqlite');
    await api.call('POST', '/newsletters', {
      slug: 'breaking',
      name: 'Breaking',
      schedule: { time: '07:00', timeZone: 'Europe/Berlin' },
    });
    addReaders({ databaseFile, newsletter: 'daily', count: readers });
    subscribeFirst({ databaseFile, newsletter: 'breaking', count: urgent });
    const publishedAt = new Date().toISOString();
    const article = { url: 'https://lantern.example/1', title: 'The dam holds', publishedAt };
    const { id: story } = await api.call<{ id: string }>('PUT', '/articles/story-1', article);
    const digest = await sendNow(api, { newsletter: 'daily', articles: [story] });
    bar.start(readers, 0);
    await until('the digest to run', 120, async () => {
      const { counts } = await api.call<Issue>('GET', `/issues/${digest}`);
      return (counts['accepted'] ?? 0) >= rate * 3 ? true : undefined;
    });
    const approvedAt = Date.now();
    const breaking = await sendNow(api, { newsletter: 'breaking', kind: 'urgent', articles: [story] });
    const urgentIssue = await finished(api, breaking, () => {});
    const digestIssue = await finished(api, digest, (accepted) => bar.update(accepted));
    return {
      readers,
      urgent,
      rate,
      ...acceptedWithin(databaseFile, breaking, approvedAt),
      urgentAccepted: urgentIssue.counts['accepted'],
      digestAccepted: digestIssue.counts['accepted'],
      balanced: urgentIssue.counts['accepted'] === urgent && digestIssue.counts['accepted'] === readers,
    };
  } finally {
    bar.stop();
    await house.stop();
    await sink.stop();
  }
}

const { values } = parseArgs({
  options: {
    readers: { type: 'string', default: '50000' },
    urgent: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(`${USAGE}\n`);
} else {
  const { readers, urgent, rate } = values;
  const result = await run({ readers: Number(readers), urgent: Number(urgent), rate: Number(rate) });
  process.stdout.write(`${JSON.stringify(result, undefined, values.json ? 0 : 2)}\n`);
  if (!result.balanced) process.exitCode = 1;
}
