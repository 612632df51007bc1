import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface SocksServerOptions {
  /** RFC 1929; anybody may when there is none. */
  readonly login?: { readonly user: string; readonly pass: string };
  /** Answers CONNECT with this code instead of connecting. */
  readonly refuse?: number;
  /** Answers CONNECT with yes, and resets the connection at once. */
  readonly reset?: boolean;
  /** Never answers the greeting. */
  readonly silent?: boolean;
  /** Holds the answer to CONNECT back until the other side speaks, and sends both in one write. */
  readonly together?: boolean;
}

export interface SocksServer {
  readonly port: number;
  /** What CONNECT named, `host:port`. */
  readonly asked: readonly string[];
  /** Users who tried to log in. */
  readonly users: readonly string[];
  close(): Promise<void>;
}

const VERSION = 5;
const NO_LOGIN = 0;
const PASSWORD = 2;
const NONE_WILL_DO = 0xff;

/** A SOCKS5 proxy: greeting, user and password, CONNECT. */
export async function startSocksServer(options: SocksServerOptions = {}): Promise<SocksServer> {
  const asked: string[] = [];
  const users: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    sockets.add(near);
    near.on('error', () => {});
    if (options.silent !== true) void serve(near, { options, asked, users, sockets }).catch(() => near.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    users,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

interface Desk {
  readonly options: SocksServerOptions;
  readonly asked: string[];
  readonly users: string[];
  readonly sockets: Set<Socket>;
}

async function serve(near: Socket, { options, asked, users, sockets }: Desk): Promise<void> {
  const read = reader(near);
  const [, count = 0] = await read(2);
  const wanted = options.login === undefined ? NO_LOGIN : PASSWORD;
  if (!(await read(count)).includes(wanted)) return void near.end(Buffer.from([VERSION, NONE_WILL_DO]));
  near.write(Buffer.from([VERSION, wanted]));
  if (options.login !== undefined && !(await logIn(near, read, { login: options.login, users }))) return;
  const to = await readDestination(read);
  asked.push(`${to.host}:${to.port}`);
  if (options.refuse !== undefined) return void near.end(answer(options.refuse));
  if (options.reset === true) return void near.write(answer(0), () => near.resetAndDestroy());
  const far = connect(to);
  sockets.add(far);
  far.on('error', () => near.destroy());
  if (options.together === true) far.once('data', (bytes) => void near.write(Buffer.concat([answer(0), bytes])));
  else far.once('connect', () => void near.write(answer(0)));
  far.once(options.together === true ? 'data' : 'connect', () => far.pipe(near).pipe(far));
}

async function logIn(
  near: Socket,
  read: Read,
  { login, users }: { login: { user: string; pass: string }; users: string[] },
): Promise<boolean> {
  await read(1);
  const word = async () => (await read((await read(1))[0] ?? 0)).toString();
  const user = await word();
  users.push(user);
  const right = (await word()) === login.pass && user === login.user;
  near.write(Buffer.from([1, right ? 0 : 1]));
  if (!right) near.end();
  return right;
}

const NAME = 3;

async function readDestination(read: Read): Promise<{ host: string; port: number }> {
  const [, , , kind] = await read(4);
  const address = await read(kind === NAME ? ((await read(1))[0] ?? 0) : 4);
  return { host: kind === NAME ? address.toString() : address.join('.'), port: (await read(2)).readUInt16BE() };
}

/** The address a proxy names in its answer says nothing to us. */
const answer = (code: number): Buffer => Buffer.from([VERSION, code, 0, 1, 0, 0, 0, 0, 0, 0]);

type Read = (count: number) => Promise<Buffer>;

/** Reads so many octets; what comes after them stays in the socket. */
function reader(socket: Socket): Read {
  return async (count) => {
    if (count === 0) return Buffer.alloc(0);
    for (;;) {
      const bytes = socket.read(count) as Buffer | null;
      if (bytes !== null) return bytes;
      await once(socket, 'readable');
    }
  };
}
