import { createServer, type AddressInfo, type Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { openSinkLog, type SinkEntry } from './fault-sink-log.js';
import { faultShare, firstOf, scriptByRecipient, SINK_POINTS, type SinkScript } from './fault-sink-script.js';
import { serveSession } from './fault-sink-session.js';

export interface FaultSink {
  readonly port: number;
  /** Every final dot so far, in order. */
  readonly entries: () => readonly SinkEntry[];
  /** Sessions so far. */
  readonly sessions: () => number;
  readonly openSessions: () => number;
  /** Messages as received, in order; only with `keepMessages`. */
  readonly messages: () => readonly { rcpt: string; raw: Buffer }[];
  close(): Promise<void>;
}

export interface FaultSinkOptions {
  readonly port?: number;
  /** Written and fsynced before each answer to a dot. */
  readonly logFile?: string;
  /** Asked at every point; after it the recipients' own script. */
  readonly script?: SinkScript;
  readonly extensions?: readonly string[];
  readonly login?: string;
  readonly keepMessages?: boolean;
}

/** An SMTP server that is the oracle of a test: it logs each final dot before it answers, and breaks where it is told to. */
export async function startFaultSink(options: FaultSinkOptions = {}): Promise<FaultSink> {
  const log = openSinkLog(options.logFile);
  const messages: { rcpt: string; raw: Buffer }[] = [];
  const sockets = new Set<Socket>();
  let sessions = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once('close', () => sockets.delete(socket));
    serveSession(socket, {
      session: (sessions += 1),
      script: firstOf(options.script ?? (() => undefined), scriptByRecipient),
      log,
      extensions: options.extensions ?? ['PIPELINING', '8BITMIME', 'SIZE 10000000', 'ENHANCEDSTATUSCODES'],
      login: options.login,
      keep: options.keepMessages === true ? (message) => void messages.push(message) : undefined,
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    entries: () => log.entries(),
    sessions: () => sessions,
    openSessions: () => sockets.size,
    messages: () => messages,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
      log.close();
    },
  };
}

const USAGE =
  'fault-sink [--port N] [--log FILE] [--cut POINT=SHARE[:rst]]... [--seed N]\n' +
  `  POINT is one of ${SINK_POINTS.join(', ')}; SHARE is 0 to 1.`;

/** `--cut dot=0.05` cuts 5 % of the sessions at the dot with FIN, `--cut dot=0.05:rst` with RST. */
function parseCut(text: string, seed: number): SinkScript {
  const match = /^([a-z-]+)=([\d.]+)(:rst)?$/.exec(text);
  const point = SINK_POINTS.find((known) => known === match?.[1]);
  if (match === null || point === undefined) throw new Error(`Wrong --cut ${text}.\n${USAGE}`);
  return faultShare(point, { do: match[3] === undefined ? 'fin' : 'rst' }, { share: Number(match[2]), seed });
}

/** Prints `{"port": N}` once it listens; ends on SIGTERM. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      log: { type: 'string' },
      cut: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string', default: '1' },
    },
  });
  const sink = await startFaultSink({
    port: Number(values.port),
    ...(values.log === undefined ? {} : { logFile: values.log }),
    script: firstOf(...values.cut.map((cut) => parseCut(cut, Number(values.seed)))),
  });
  process.stdout.write(`${JSON.stringify({ port: sink.port })}\n`);
  process.once('SIGTERM', () => void sink.close());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
