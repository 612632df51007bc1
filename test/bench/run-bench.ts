import { SingleBar } from 'cli-progress';
import { parseArgs } from 'node:util';
import { openMeasuredSend, type MeasuredSend, type SendPlan } from './measured-send.js';
import { startPostfixRelay } from './postfix-relay.js';
import {
  findPostfix,
  measureNaive,
  measureSmtpSource,
  startChunkingSink,
  startDelayProxy,
  startSmtpSink,
  type Program,
} from './programs.js';

const USAGE = `Usage: npm run bench -- [options]

Measures a full send (freeze, batches, ledger, SMTP) of whole Pressrun processes against an SMTP server, and a plain
nodemailer pool with the same message, key and connections against the same server in the same run.

  --recipients N      readers of the issue (10000)
  --size BYTES        of one message (20000)
  --dkim rsa|none     (rsa)
  --senders S         sender processes (2)
  --connections C     of all senders together (20)
  --smtp HOST:PORT    the server; without it postfix's smtp-sink is started
  --chunking          starts our own sink instead, which offers CHUNKING, for both
  --postfix           starts a whole Postfix instead, which queues all and discards it (as root)
  --delay MS          puts this many milliseconds each way before the server
  --naive N           messages of the nodemailer pool (a tenth of the readers, 2000 at least)
  --smtp-source       measures postfix's smtp-source too
  --json              one JSON object on standard output`;

interface Options {
  readonly plan: Omit<SendPlan, 'smtp'>;
  readonly smtp: string | undefined;
  readonly start: () => Promise<Program>;
  readonly delay: number;
  readonly naive: number;
  readonly smtpSource: boolean;
  readonly json: boolean;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      recipients: { type: 'string', default: '10000' },
      size: { type: 'string', default: '20000' },
      dkim: { type: 'string', default: 'rsa' },
      senders: { type: 'string', default: '2' },
      connections: { type: 'string', default: '20' },
      smtp: { type: 'string' },
      delay: { type: 'string', default: '0' },
      naive: { type: 'string' },
      'smtp-source': { type: 'boolean', default: false },
      chunking: { type: 'boolean', default: false },
      postfix: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const { dkim } = values;
  if (dkim !== 'rsa' && dkim !== 'none') throw new Error('--dkim must be rsa or none');
  const recipients = numberOf('recipients', values.recipients);
  return {
    plan: {
      recipients,
      dkim,
      size: numberOf('size', values.size),
      senders: numberOf('senders', values.senders),
      connections: numberOf('connections', values.connections),
    },
    smtp: values.smtp,
    start: values.postfix ? startPostfixRelay : values.chunking ? startChunkingSink : startPostfixSink,
    delay: values.delay === '0' ? 0 : numberOf('delay', values.delay),
    naive: values.naive === undefined ? Math.max(2_000, recipients / 10) : numberOf('naive', values.naive),
    smtpSource: values['smtp-source'],
    json: values.json,
  };
}

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number above 0, not "${text}"`);
  return value;
}

async function bench(options: Options): Promise<Record<string, unknown>> {
  const programs: Program[] = [];
  let send: MeasuredSend | undefined;
  try {
    const address = await openServer(options, programs);
    const { plan } = options;
    send = await openMeasuredSend({ ...plan, smtp: address });
    const { issue, sourceFile, keyFile } = send;
    const naive = async () =>
      measureNaive({
        smtp: address,
        source: sourceFile,
        messages: String(Math.round(options.naive / 2)),
        connections: String(plan.connections),
        ...(keyFile === undefined ? {} : { key: keyFile }),
      });
    const source = async () => peerOf(options, address, issue.bytes);
    // Machines get slower and faster by the minute: each peer is measured before and after.
    const before = { naive: await naive(), source: await source() };
    const bar = new SingleBar({ format: 'sending [{bar}] {value}/{total}', stream: process.stderr, hideCursor: true });
    bar.start(plan.recipients, 0);
    const figures = await send.run((settled) => bar.update(settled)).finally(() => bar.stop());
    const after = { naive: await naive(), source: await source() };
    const naivePerSecond = mean(before.naive, after.naive);
    const result = { recipients: plan.recipients, ...figures, naivePerSecond };
    const compared = { ...result, ratioToNaive: ratio(figures.perSecond, naivePerSecond) };
    if (before.source === undefined || after.source === undefined) return compared;
    const smtpSourcePerSecond = mean(before.source, after.source);
    return { ...compared, smtpSourcePerSecond, ratioToSmtpSource: ratio(figures.perSecond, smtpSourcePerSecond) };
  } finally {
    await send?.stop();
    for (const program of programs.toReversed()) await program.stop();
  }
}

async function openServer(options: Options, programs: Program[]): Promise<string> {
  const { delay } = options;
  let address = options.smtp;
  if (address === undefined) {
    const relay = await options.start();
    programs.push(relay);
    ({ address } = relay);
  }
  if (delay === 0) return address;
  const proxy = await startDelayProxy(address, delay);
  programs.push(proxy);
  return proxy.address;
}

async function startPostfixSink(): Promise<Program> {
  const binary = findPostfix('smtp-sink');
  if (binary === undefined) throw new Error('No smtp-sink here: install the package postfix, or give --smtp HOST:PORT');
  return startSmtpSink(binary);
}

async function peerOf({ smtpSource, plan }: Options, address: string, bytes: number): Promise<number | undefined> {
  const binary = smtpSource ? findPostfix('smtp-source') : undefined;
  if (binary === undefined) return undefined;
  return measureSmtpSource(binary, { address, bytes, messages: plan.recipients, connections: plan.connections });
}

const mean = (one: number, other: number): number => Math.round((one + other) / 2);
const ratio = (ours: number, theirs: number): number => Math.round((ours / theirs) * 100) / 100;

function print(result: Record<string, unknown>, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else for (const [name, value] of Object.entries(result)) process.stdout.write(`${name.padEnd(24)}${String(value)}\n`);
}

if (process.argv.includes('--help')) {
  process.stdout.write(`${USAGE}\n`);
} else {
  let options: Options | undefined;
  try {
    options = readOptions();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
    process.exitCode = 2;
  }
  if (options !== undefined) {
    const result = await bench(options);
    print(result, options.json);
    if (result['lost'] !== 0 || result['duplicated'] !== 0) process.exitCode = 1;
  }
}
