import { parseArgs } from 'node:util';
import { startFaultSink } from './fault-sink.js';
import { faultShare, firstOf, greylist, SINK_POINTS, type SinkFault, type SinkScript } from './fault-sink-script.js';

const USAGE = `Usage: npm run sink -- [--port N] [--log FILE | --no-log] [--seed N] [--json] [FAULT]...

An SMTP server to rehearse against: it takes every message and delivers none. SMTP_URL=smtp://127.0.0.1:PORT sends to it.

  --cut POINT=SHARE[:rst]      breaks the connection there instead of answering, with FIN or RST
  --stall POINT=SHARE          never answers
  --slow POINT=SHARE:MS        answers after MS milliseconds
  --trickle POINT=SHARE:MS     answers one byte every MS milliseconds
  --reply POINT=SHARE:LINE     answers LINE, for example --reply rcpt=0.1:"451 4.3.0 busy"
  --partial POINT=SHARE:TEXT   answers TEXT without a line end, and breaks the connection
  --greylist SECONDS           puts each recipient off once with 450
  --chunking                   offers CHUNKING (BDAT); a break may then leave three messages in doubt
  --read-rate BYTES            takes only so many bytes a second from each connection
  --log FILE                   a JSON line for each message, on the disk before the answer
  --no-log                     counts only, to measure a sender

POINT is one of ${SINK_POINTS.join(', ')}; SHARE is a part from 0 to 1.
Ctrl-C ends it and prints what it saw.`;

const MAKERS: Readonly<Record<string, (detail: string) => SinkFault | undefined>> = {
  cut: (detail) => (detail === 'rst' ? { do: 'rst' } : detail === '' || detail === 'fin' ? { do: 'fin' } : undefined),
  stall: (detail) => (detail === '' ? { do: 'stall' } : undefined),
  slow: (detail) => (/^\d+$/.test(detail) ? { do: 'slow', milliseconds: Number(detail) } : undefined),
  trickle: (detail) => (/^\d+$/.test(detail) ? { do: 'trickle', milliseconds: Number(detail) } : undefined),
  reply: (line) => (/^[2-5]\d\d /.test(line) ? { do: 'reply', line } : undefined),
  partial: (line) => (line === '' ? undefined : { do: 'partial', line }),
};

/** `dot=0.05:rst` as a script; undefined when it is none. */
function readFault(kind: string, text: string, seed: number): SinkScript | undefined {
  const [, name, part, detail = ''] = /^([a-z-]+)=([\d.]+)(?::(.*))?$/.exec(text) ?? [];
  const point = SINK_POINTS.find((known) => known === name);
  const fault = MAKERS[kind]?.(detail);
  const share = Number(part);
  if (point === undefined || fault === undefined || !(share >= 0 && share <= 1)) return undefined;
  return faultShare(point, fault, { share, seed });
}

const many = { type: 'string', multiple: true, default: [] as string[] } as const;
const OPTIONS = {
  port: { type: 'string', default: '0' },
  log: { type: 'string' },
  'no-log': { type: 'boolean', default: false },
  seed: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  chunking: { type: 'boolean', default: false },
  greylist: { type: 'string' },
  'read-rate': { type: 'string' },
  cut: many,
  stall: many,
  slow: many,
  trickle: many,
  reply: many,
  partial: many,
} as const;

const readArguments = () => parseArgs({ options: OPTIONS }).values;
type Values = ReturnType<typeof readArguments>;

/** Each fault draws its own numbers, so that two with the same share do not strike the same moments. */
function readScript(values: Values): SinkScript {
  const seed = Number(values.seed);
  const wishes = (['cut', 'stall', 'slow', 'trickle', 'reply', 'partial'] as const).flatMap((kind) =>
    values[kind].map((text) => ({ kind, text })),
  );
  const scripts = wishes.map(({ kind, text }, index) => {
    const script = readFault(kind, text, seed + index * 7919);
    if (script === undefined) throw new Error(`--${kind} ${text} is not understood.\n\n${USAGE}`);
    return script;
  });
  const grey = values.greylist === undefined ? [] : [greylist(Number(values.greylist) * 1000)];
  return firstOf(...scripts, ...grey);
}

async function main(): Promise<number> {
  const values = readArguments();
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const sink = await startFaultSink({
    port: Number(values.port),
    script: readScript(values),
    countOnly: values['no-log'],
    chunking: values.chunking,
    ...(values.log === undefined ? {} : { logFile: values.log }),
    ...(values['read-rate'] === undefined ? {} : { readRate: Number(values['read-rate']) }),
  });
  console.log(values.json ? JSON.stringify({ port: sink.port }) : `Listening on smtp://127.0.0.1:${sink.port}`);
  const end = new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  await end;
  await sink.close();
  const tally = sink.tally();
  if (values.json) console.log(JSON.stringify(tally));
  else console.table({ ...tally, faults: JSON.stringify(tally.faults) });
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
