import { createServer, type AddressInfo, type Socket } from 'node:net';

/** What the server has just read: a command, or a body up to its dot (`DOT`), or its first bytes (`BODY`); a whole chunk
 * (`CHUNK`): only that is answered, BDAT is not. */
export interface Heard {
  readonly verb: string;
  /** The command, or the body as it came. */
  readonly text: string;
  /** Sessions and, within one, verbs count from 1. */
  readonly session: number;
  readonly nth: number;
}

/** Written as it is; '' stays silent; `cut` after `first`; undefined answers as every server would. */
export type Reaction = string | { readonly cut: 'fin' | 'rst'; readonly first?: string } | undefined;

export interface RawServerOptions {
  readonly offers?: readonly string[];
  readonly greeting?: string;
  readonly react?: (heard: Heard, socket: Socket) => Reaction;
}

const USUAL: Readonly<Record<string, string>> = {
  MAIL: '250 2.1.0 sender ok\r\n',
  RCPT: '250 2.1.5 recipient ok\r\n',
  DATA: '354 go on\r\n',
  DOT: '250 2.0.0 taken\r\n',
  CHUNK: '250 2.0.0 taken\r\n',
  RSET: '250 2.0.0 forgotten\r\n',
  QUIT: '221 2.0.0 bye\r\n',
};

/** An SMTP server that only counts what it reads and leaves every byte of its answers to the test. */
export async function startRawServer({
  offers = ['PIPELINING'],
  greeting = '220 raw\r\n',
  react = () => undefined,
}: RawServerOptions = {}) {
  const heard: Heard[] = [];
  const chunks: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    serve(socket, sockets.length);
  });
  const serve = (socket: Socket, session: number) => {
    const counts = new Map<string, number>();
    let buffer = '';
    let inBody = false;
    let begun = false;
    let awaited: number | undefined;
    const tell = (verb: string, read: string): boolean => {
      const nth = (counts.get(verb) ?? 0) + 1;
      counts.set(verb, nth);
      const one = { verb, text: read, session, nth };
      heard.push(one);
      const hello = [`250-raw`, ...offers.map((offer) => `250-${offer}`), '250 HELP'].join('\r\n');
      const usual = verb === 'EHLO' ? `${hello}\r\n` : (USUAL[verb] ?? '');
      const reaction = react(one, socket) ?? usual;
      const text = typeof reaction === 'string' ? reaction : (reaction.first ?? '');
      if (text !== '') socket.write(text, 'latin1');
      if (typeof reaction !== 'string') {
        if (reaction.cut === 'rst') socket.resetAndDestroy();
        else socket.end();
        return false;
      }
      if (verb === 'DATA') {
        inBody = text.includes('354') || text === '';
        begun = false;
      }
      if (verb === 'QUIT') socket.end();
      return true;
    };
    const stepInBody = (): boolean => {
      if (!begun && buffer !== '') {
        begun = true;
        if (!tell('BODY', '')) return false;
      }
      const end = buffer.startsWith('.\r\n') ? 0 : buffer.indexOf('\r\n.\r\n') + 2;
      if (end === 1) return false;
      const body = buffer.slice(0, end);
      buffer = buffer.slice(end + 3);
      inBody = false;
      return tell('DOT', body);
    };
    const stepInChunk = (size: number): boolean => {
      if (!begun && (buffer !== '' || size === 0)) {
        begun = true;
        if (!tell('BODY', '')) return false;
      }
      if (buffer.length < size) return false;
      const body = buffer.slice(0, size);
      buffer = buffer.slice(size);
      awaited = undefined;
      return tell('CHUNK', body);
    };
    const step = (): boolean => {
      if (inBody) return stepInBody();
      if (awaited !== undefined) return stepInChunk(awaited);
      const end = buffer.indexOf('\r\n');
      if (end < 0) return false;
      const line = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      const size = /^BDAT (\d+) LAST$/.exec(line)?.[1];
      if (size !== undefined) {
        awaited = Number(size);
        begun = false;
      }
      return tell(line.slice(0, 4), line);
    };
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      chunks.push(chunk.toString('latin1'));
      buffer += chunk.toString('latin1');
      let more = true;
      while (more) more = step();
    });
    socket.write(greeting);
  };
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    /** What came with one read each. */
    chunks,
    sockets,
    verbs: (session = 1) =>
      heard
        .filter((one) => one.session === session && one.verb !== 'EHLO' && one.verb !== 'BODY')
        .map(({ verb }) => verb),
    /** Recipients of the messages whose dot or whole chunk was read. */
    dots: () =>
      heard
        .filter(({ verb }) => verb === 'DOT' || verb === 'CHUNK')
        .map(({ text }) => /^To: (\S+)/m.exec(text)?.[1] ?? text),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
