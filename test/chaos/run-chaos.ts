import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { redisSocket } from '../../src/adapters/redis-socket.js';
import { until } from '../../src/demo/until.js';
import type { SinkTally } from '../support/fault-sink-tally.js';
import { startSinkProcess, type SinkProcess } from '../support/sink-process.js';
import { prepareSend, settingsFor, type WholeSend } from '../support/whole-send.js';
import { drawBalance } from './balance-sheet.js';
import { planBlows, type Blow } from './chaos-plan.js';
import { findViolations } from './invariants.js';
import { openLedgerView, type LedgerView } from './ledger-view.js';
import { resume, standingOf, untilQuiet } from './quiet.js';
import { verifyLedger } from './verify-ledger.js';
import { createVictims } from './victims.js';

export interface ChaosOptions {
  readonly recipients: number;
  readonly kills: number;
  readonly seed: number;
  /** The relay takes chunks and is far away: three messages are under way over each connection. */
  readonly chunking?: boolean;
  readonly onProgress?: (settled: number, struck: number) => void;
  /** Ledger, logs and journals are copied there at the end. */
  readonly keep?: string;
}

export interface ChaosResult {
  readonly recipients: number;
  readonly seed: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly lost: number;
  /** Second copies that no recorded doubt explains. */
  readonly duplicated: number;
  /** Doubts on record: each is a connection that broke with a message under way. */
  readonly inDoubt: number;
  /** Second copies that were sent on purpose, after a doubt. */
  readonly resent: number;
  /** Connections that broke with a message under way or its answer perhaps unread: `inDoubt` may not exceed it. */
  readonly brokenConnections: number;
  /** What a person had to do: settle a second doubt, resume. */
  readonly decided: number;
  readonly resumed: number;
  readonly seconds: number;
  readonly violations: readonly string[];
}

const QUICK_PRESS = fileURLToPath(new URL('quick-press.ts', import.meta.url));
const CONNECTIONS = 20;
/** Of these, two senders have seven each (src/wire/relay-share.ts). */
const SENDING = 14;
const SENDERS = 2;
/** With both senders at work; half of the time one of them is on its way back. */
const SECONDS_PER_BLOW = 0.4;

/** Sends an issue to the fault sink while everything around it is killed, stopped, emptied and cut, and draws the balance. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const startedAt = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'pressrun-chaos-'));
  const plan = planBlows(options);
  const sink = await startSinkProcess(join(folder, 'sink.log'), sinkOptions(options, plan.length));
  let tally: SinkTally | undefined;
  try {
    const send = await prepareSend({
      sink,
      readers: options.recipients,
      settings: { ...settingsFor(sink, CONNECTIONS), SENDERS: String(SENDERS), LOG_LEVEL: 'info' },
      main: QUICK_PRESS,
    });
    try {
      const found = await play(send, sink, { ...options, plan });
      tally = await sink.close();
      const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
      return { ...found, faults: { ...countBlows(plan), ...cutsIn(tally) }, seconds };
    } finally {
      if (options.keep !== undefined) keepAll(options.keep, { folder, send });
      await send.stop();
    }
  } finally {
    if (tally === undefined) await sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of a greeting's answer: by its quickest answer a sender knows how far away a relay is. */
const FAR_AWAY = 30;

/** The relay is so slow that the send lasts as long as the blows do, and most of the time a message waits for its answer. */
function sinkOptions({ recipients, seed, chunking = false }: ChaosOptions, blows: number): readonly string[] {
  const perMessage = Math.min(5_000, Math.ceil((blows * SECONDS_PER_BLOW * 1000 * SENDING) / recipients));
  const cuts = {
    dot: 0.002,
    'after-reply': 0.002,
    'mid-body': 0.001,
    data: 0.001,
    rcpt: 0.001,
    mail: 0.001,
    ehlo: 0.01,
  };
  return [
    `--seed=${seed}`,
    ...Object.entries(cuts).flatMap(([point, share]) => [`--cut=${point}=${share}`, `--cut=${point}=${share}:rst`]),
    ...(chunking
      ? ['--chunking', `--slow=ehlo=1:${FAR_AWAY}`, `--slow=dot=1:${perMessage}`]
      : [`--slow=data=1:${Math.ceil(perMessage * 0.4)}`, `--slow=dot=1:${Math.ceil(perMessage * 0.6)}`]),
  ];
}

async function play(send: WholeSend, sink: SinkProcess, options: ChaosOptions & { plan: readonly Blow[] }) {
  const { recipients, seed } = options;
  const file = join(send.house.folder, 'data/pressrun.sqlite');
  const ledger = openLedgerView({ file, issueId: send.issueId });
  try {
    await send.start();
    const resumed = await strikeAll(send, sink, { ...options, ledger });
    const onProgress = (settled: number) => options.onProgress?.(settled, options.plan.length);
    const people = await untilQuiet({ send, ledger, sink, file }, onProgress);
    const sheet = drawBalance(ledger, sink, options);
    const shown = await until('the numbers the editors see', 60, async () => send.issue().catch(() => undefined));
    const violations = [
      ...findViolations({ ledger, sink, sheet, shownCounts: shown.counts }),
      ...(await verifyLedger({ dataDir: join(send.house.folder, 'data'), issueId: send.issueId })),
    ];
    const { lost, duplicated, inDoubt, resent, brokenSessions } = sheet;
    const found = { lost: lost.length, duplicated, inDoubt, resent, brokenConnections: brokenSessions };
    return { recipients, seed, ...found, decided: people.decided, resumed: resumed + people.resumed, violations };
  } finally {
    ledger.close();
  }
}

const STEP = 50;
/** Of the audience: the last blows fall while there is still something to lose. */
const STRUCK_WITHIN = 0.95;

/**
 * Each blow has its part of the send: it waits for it, and the sink stands still, with all messages on the wire, when the
 * one to be struck is late. So all of them fall in mid-send whatever the machine is doing. The number of resumes after
 * pauses by doubts.
 */
async function strikeAll(
  send: WholeSend,
  sink: SinkProcess,
  { recipients, plan, ledger, onProgress }: ChaosOptions & { plan: readonly Blow[]; ledger: LedgerView },
): Promise<number> {
  const victims = createVictims({
    supervisor: () => send.house.pid(),
    redisSocket: redisSocket(join(send.house.folder, 'data/redis')),
    isAtWork: (pid) => ledger.isAtWork(pid),
  });
  const due = (index: number) => Math.floor((recipients * STRUCK_WITHIN * index) / plan.length);
  let resumed = 0;
  try {
    for (const [index, blow] of plan.entries()) {
      for (let now = standingOf(ledger); now.settled < due(index) && now.state !== 'done'; now = standingOf(ledger)) {
        onProgress?.(now.settled, index);
        if (now.state === 'paused') resumed += await resume(send);
        await sleep(STEP);
      }
      await victims.strike(blow, async () => {
        if (standingOf(ledger).settled > due(index + 1)) sink.rest();
        await sleep(STEP);
      });
      sink.goOn();
    }
    return resumed;
  } finally {
    victims.release();
    sink.goOn();
  }
}

function countBlows(plan: readonly Blow[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const blow of plan) {
    const name = blow.do === 'flush' ? 'flush redis' : `${blow.do} ${blow.target}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

const cutsIn = ({ faults }: SinkTally): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(faults)
      .filter(([name]) => name.endsWith(':fin') || name.endsWith(':rst'))
      .map(([name, count]) => [`cut ${name.replace(':', ' by ')}`, count]),
  );

function keepAll(target: string, { folder, send }: { folder: string; send: WholeSend }): void {
  mkdirSync(target, { recursive: true });
  copyFileSync(join(folder, 'sink.log'), join(target, 'sink.log'));
  copyFileSync(join(send.house.folder, 'log'), join(target, 'pressrun.log'));
  for (const end of ['', '-wal', '-shm'])
    copyFileSync(join(send.house.folder, `data/pressrun.sqlite${end}`), join(target, `pressrun.sqlite${end}`));
}
