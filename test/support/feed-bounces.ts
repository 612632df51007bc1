import { once } from 'node:events';
import { connect } from 'node:net';

export interface IncomingBounce {
  readonly to: string;
  /** With CRLF line ends. */
  readonly raw: Buffer;
}

export interface FeedPlan {
  readonly port: number;
  readonly bounces: readonly IncomingBounce[];
  readonly connections: number;
  /** Bounces a second of all connections together; as fast as they are taken when absent. */
  readonly rate?: number;
}

/** Hands bounces to an SMTP server as a mail server does, one after the other on each connection. The codes after each dot. */
export async function feedBounces({ port, bounces, connections, rate }: FeedPlan): Promise<readonly number[]> {
  const startedAt = performance.now();
  let next = 0;
  const codes: number[] = [];
  const isDue = (index: number) => rate === undefined || performance.now() - startedAt >= (index * 1000) / rate;
  const client = async () => {
    const session = await openSession(port);
    while (next < bounces.length) {
      const index = next++;
      const bounce = bounces[index];
      while (!isDue(index)) await new Promise((resolve) => setTimeout(resolve, 5));
      if (bounce !== undefined) codes.push(await session.hand(bounce));
    }
    session.close();
  };
  await Promise.all(Array.from({ length: connections }, client));
  return codes;
}

async function openSession(port: number) {
  const socket = connect({ port, host: '127.0.0.1' });
  const lines = answersOf(socket);
  const answer = async (): Promise<number> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error('The server hung up.');
      if (value[3] !== '-') return Number(value.slice(0, 3));
    }
  };
  const say = async (line: string | Buffer) => {
    if (!socket.write(line)) await once(socket, 'drain');
    return answer();
  };
  await answer();
  await say('EHLO mx.example.net\r\n');
  return {
    hand: async ({ to, raw }: IncomingBounce): Promise<number> => {
      // Pipelined (RFC 2920), as postfix does it.
      await say(`MAIL FROM:<>\r\nRCPT TO:<${to}>\r\nDATA\r\n`);
      await answer();
      const ready = await answer();
      if (ready !== 354) return ready;
      const stuffed = raw.toString('latin1').replace(/^\./gm, '..');
      return say(Buffer.from(`${stuffed}\r\n.\r\n`, 'latin1'));
    },
    close: () => socket.destroy(),
  };
}

async function* answersOf(socket: ReturnType<typeof connect>): AsyncGenerator<string> {
  let text = '';
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    text += chunk.toString('latin1');
    const lines = text.split('\r\n');
    text = lines.pop() ?? '';
    yield* lines;
  }
}
