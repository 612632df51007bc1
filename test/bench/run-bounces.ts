import Database from 'better-sqlite3';
import { SingleBar } from 'cli-progress';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from '../../src/adapters/system-ports.js';
import { createTokens } from '../../src/kernel/token.js';
import { dsn } from '../feedback/reports.js';
import { feedBounces, type IncomingBounce } from '../support/feed-bounces.js';
import { openMeasuredSend, type MeasuredSend } from './measured-send.js';
import { findPostfix, startSmtpSink } from './programs.js';
import { usageOf } from './process-usage.js';

const USAGE = `Usage: npm run bench:bounces -- [--readers N] [--bounces N] [--rate R] [--connections C] [--json]

Sends the same issue to N readers three times: alone, while bounces come in by SMTP, and alone again. Prints how much the
bounces slowed the send, whether each was recorded once, and how long they took. By default 50000 readers, 10000 bounces
on 20 connections, as fast as they are taken.`;

const BOUNCE_DOMAIN = 'bounces.lantern.example';

interface Options {
  readonly readers: number;
  readonly bounces: number;
  readonly rate: number | undefined;
  readonly connections: number;
}

interface Fed {
  readonly seconds: number;
  readonly refused: number;
}

async function run(options: Options) {
  const binary = findPostfix('smtp-sink');
  if (binary === undefined) throw new Error('No smtp-sink here: install the package postfix');
  const sink = await startSmtpSink(binary);
  try {
    const before = await measure(options, sink.address, 'alone', async () => undefined);
    const during = await measure(options, sink.address, 'with bounces', async (send, port) =>
      feed(options, send, port),
    );
    const after = await measure(options, sink.address, 'alone again', async () => undefined);
    const alone = (before.seconds + after.seconds) / 2;
    return {
      readers: options.readers,
      bounces: options.bounces,
      secondsAlone: [before.seconds, after.seconds],
      secondsWithBounces: during.seconds,
      slowedByPercent: Math.round((during.seconds / alone - 1) * 1000) / 10,
      bouncesTookSeconds: during.fed?.seconds,
      refused: during.fed?.refused,
      recorded: during.recorded,
      webCpuSeconds: during.webCpuSeconds,
      lost: during.lost,
      duplicated: during.duplicated,
    };
  } finally {
    await sink.stop();
  }
}

async function measure(
  { readers }: Options,
  smtp: string,
  label: string,
  beside: (send: MeasuredSend, inboundPort: number) => Promise<Fed | undefined>,
) {
  const inboundPort = await freePort('127.0.0.1');
  const settings = { INBOUND_PORT: String(inboundPort), INBOUND_HOST: '127.0.0.1', BOUNCE_DOMAIN };
  const plan = { recipients: readers, size: 20_000, dkim: 'rsa', senders: 2, connections: 20, smtp, settings } as const;
  const send = await openMeasuredSend(plan);
  const bar = new SingleBar({ format: `${label} [{bar}] {value}/{total}`, stream: process.stderr, hideCursor: true });
  try {
    bar.start(readers, 0);
    const cpuBefore = webCpu(send);
    let feeding: Promise<Fed | undefined> | undefined;
    const figures = await send.run((settled) => {
      bar.update(settled);
      if (settled > readers / 50) feeding ??= beside(send, inboundPort);
    });
    const fed = await feeding;
    return {
      ...figures,
      fed,
      recorded: recordedIn(send),
      webCpuSeconds: Math.round((webCpu(send) - cpuBefore) * 10) / 10,
    };
  } finally {
    bar.stop();
    await send.stop();
  }
}

const webCpu = (send: MeasuredSend): number => usageOf(send.house.pid()).cpuByKind['web'] ?? 0;

async function feed({ bounces, rate, connections }: Options, send: MeasuredSend, port: number): Promise<Fed> {
  const startedAt = performance.now();
  const codes = await feedBounces({
    port,
    connections,
    bounces: bouncesOf(send, bounces),
    ...(rate === undefined ? {} : { rate }),
  });
  return {
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
    refused: codes.filter((code) => code !== 250).length,
  };
}

/** One for each of the first readers: three of four a full mailbox, the fourth an unknown user. */
function bouncesOf({ house, issue }: MeasuredSend, count: number): readonly IncomingBounce[] {
  const tokens = createTokens(readFileSync(join(house.folder, 'data/secret.key'), 'utf8').trim());
  return readersIn(house.folder, count).map(({ id, email }, index) => ({
    to: `b-${tokens.sign('bounce', [issue.id, id])}@${BOUNCE_DOMAIN}`,
    raw: dsn({
      recipient: email,
      messageId: `bounce-${index}`,
      ...(index % 4 === 0
        ? { status: '5.1.1', diagnostic: '550 5.1.1 User unknown' }
        : { status: '5.2.2', diagnostic: '552 5.2.2 Mailbox full' }),
    }),
  }));
}

const readersIn = (folder: string, count: number) =>
  query(folder, (db) => db.prepare('SELECT id, email FROM subscribers ORDER BY id LIMIT ?').all(count)) as {
    id: string;
    email: string;
  }[];

const recordedIn = ({ house }: MeasuredSend) =>
  query(house.folder, (db) =>
    db.prepare('SELECT count(*) AS reports, count(DISTINCT subscriber_id) AS readers FROM bounces').get(),
  );

function query(folder: string, ask: (db: Database.Database) => unknown): unknown {
  const db = new Database(join(folder, 'data/pressrun.sqlite'), { readonly: true });
  try {
    return ask(db);
  } finally {
    db.close();
  }
}

const { values } = parseArgs({
  options: {
    readers: { type: 'string', default: '50000' },
    bounces: { type: 'string', default: '10000' },
    rate: { type: 'string' },
    connections: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(`${USAGE}\n`);
} else {
  const result = await run({
    readers: Number(values.readers),
    bounces: Number(values.bounces),
    rate: values.rate === undefined ? undefined : Number(values.rate),
    connections: Number(values.connections),
  });
  process.stdout.write(`${JSON.stringify(result, undefined, values.json ? 0 : 2)}\n`);
}
