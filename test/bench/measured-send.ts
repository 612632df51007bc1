import Database from 'better-sqlite3';
import { Redis } from 'ioredis';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApiClient } from '../../src/demo/api-client.js';
import { openHouse, type House } from '../../src/demo/house.js';
import { addReaders } from '../support/add-readers.js';
import { usageOf } from './process-usage.js';
import { redisSocket } from '../../src/adapters/redis-socket.js';
import { watchSend, type LongSendFigures } from './watch-send.js';
import { makeSizedIssue, type SizedIssue } from './sized-issue.js';

export interface SendPlan {
  readonly recipients: number;
  readonly size: number;
  readonly dkim: 'rsa' | 'none';
  readonly senders: number;
  readonly connections: number;
  /** HOST:PORT. */
  readonly smtp: string;
  /** Further environment variables. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface SendFigures extends LongSendFigures {
  readonly bytes: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly cpuSecondsPerThousand: number;
  /** Of that, by kind of process. */
  readonly cpuByKind: Readonly<Record<string, number>>;
  readonly peakRssMb: number;
  /** From the editor's "send" to the first and to the last acceptance. */
  readonly firstSeconds: number;
  readonly lastSeconds: number;
  readonly lost: number;
  readonly duplicated: number;
}

/** A whole Pressrun with an approved issue, in front of the relay that is measured. */
export interface MeasuredSend {
  readonly house: House;
  readonly issue: SizedIssue;
  /** The mail as a file, and the DKIM key's file when mails are signed. */
  readonly sourceFile: string;
  readonly keyFile: string | undefined;
  /** From the editor's "send" to the last reader. */
  run(progress: (settled: number) => void): Promise<SendFigures>;
  stop(): Promise<void>;
}

interface Progress {
  readonly state: string;
  readonly audience: number;
  readonly counts: Readonly<Record<string, number>>;
}

const UNSIGNED = { DKIM_DOMAIN: '', DKIM_SELECTOR: '', DKIM_KEY_FILE: '' };
/** Milliseconds: looking costs the machine that is measured. */
const LOOK_EVERY = 400;

export async function openMeasuredSend(plan: SendPlan): Promise<MeasuredSend> {
  const house = await openHouse({
    SMTP_URL: `smtp://${plan.smtp}?connections=${plan.connections}&tls=none`,
    SENDERS: String(plan.senders),
    MAIL_FROM: 'The Lantern <news@lantern.example>',
    LOG_LEVEL: 'warn',
    ...(plan.dkim === 'none' ? UNSIGNED : {}),
    ...plan.settings,
  });
  try {
    const api = createApiClient(house.baseUrl, house.apiKey);
    const databaseFile = join(house.folder, 'data/pressrun.sqlite');
    addReaders({ databaseFile, newsletter: 'daily', count: plan.recipients });
    const issue = await makeSizedIssue(api, { newsletter: 'daily', size: plan.size });
    const sourceFile = join(house.folder, 'message.eml');
    writeFileSync(sourceFile, issue.source);
    return {
      house,
      issue,
      sourceFile,
      keyFile: plan.dkim === 'rsa' ? join(house.folder, 'dkim.pem') : undefined,
      run: async (progress) => {
        const before = usageOf(house.pid());
        const watch = await watchSend({
          supervisor: house.pid(),
          recipients: plan.recipients,
          webDelay: async () => webDelayOf(house),
          redisMb: async () => redisMegabytes(house),
        });
        const sentAt = Date.now();
        await api.call('POST', `/issues/${issue.id}/send`, {});
        for (let state = ''; state !== 'done'; await sleep(LOOK_EVERY)) {
          const now = await api.call<Progress>('GET', `/issues/${issue.id}`);
          ({ state } = now);
          const settled = (now.counts['accepted'] ?? 0) + (now.counts['failed'] ?? 0);
          progress(settled);
          await watch.look({ state, settled });
          if (state === 'paused') throw new Error(`The issue was paused:\n${house.log()}`);
        }
        const after = usageOf(house.pid());
        const { recipients } = plan;
        const { seconds, ...balance } = balanceOf(databaseFile, { issueId: issue.id, recipients, sentAt });
        return {
          bytes: issue.bytes,
          seconds: round(seconds),
          perSecond: Math.round(recipients / seconds),
          cpuSecondsPerThousand: round(((after.cpuSeconds - before.cpuSeconds) * 1000) / recipients),
          cpuByKind: Object.fromEntries(
            Object.entries(after.cpuByKind).map(([kind, used]) => [
              kind,
              round(((used - (before.cpuByKind[kind] ?? 0)) * 1000) / recipients),
            ]),
          ),
          peakRssMb: after.peakRssMb,
          ...watch.figures(),
          ...balance,
        };
      },
      stop: async () => house.stop(),
    };
  } catch (error) {
    await house.stop();
    throw error;
  }
}

async function webDelayOf({ baseUrl }: House): Promise<number> {
  const text = await (await fetch(`${baseUrl}/metrics`)).text();
  return Number(/^pressrun_web_delay_seconds (\S+)/m.exec(text)?.[1]) * 1000;
}

async function redisMegabytes({ folder }: House): Promise<number> {
  const redis = new Redis({ path: redisSocket(join(folder, 'data/redis')) });
  try {
    return Number(/used_memory_peak:(\d+)/.exec(await redis.info('memory'))?.[1]) / 2 ** 20;
  } finally {
    redis.disconnect();
  }
}

/** By the ledger: a sink of postfix's keeps no list. Whoever is not accepted is lost; a second attempt may be a double. */
function balanceOf(
  databaseFile: string,
  { issueId, recipients, sentAt }: { issueId: string; recipients: number; sentAt: number },
) {
  const db = new Database(databaseFile, { readonly: true });
  try {
    const [accepted, repeated, first, last, finished] = db
      .prepare(
        `SELECT count(*) FILTER (WHERE state = 'accepted'), count(*) FILTER (WHERE doubts > 0),
           min(accepted_at), max(accepted_at), (SELECT finished_at FROM issues WHERE id = issue_id)
         FROM deliveries WHERE issue_id = ?`,
      )
      .raw()
      .get(issueId) as [number, number, number, number, number];
    return {
      seconds: (finished - sentAt) / 1000,
      firstSeconds: (first - sentAt) / 1000,
      lastSeconds: (last - sentAt) / 1000,
      lost: recipients - accepted,
      duplicated: repeated,
    };
  } finally {
    db.close();
  }
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
