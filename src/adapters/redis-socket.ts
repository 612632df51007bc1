import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included. */
const LONGEST_SOCKET = 100;

/**
 * Where the private Redis of a data folder listens; the same for every process, so nobody has to be told. A folder too deep for
 * a socket gets a short name under the system's temporary folder.
 */
export function redisSocket(folder: string): string {
  const near = join(folder, 'redis.sock');
  if (Buffer.byteLength(near) <= LONGEST_SOCKET) return near;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  return join(tmpdir(), `pressrun-${name}`, 'redis.sock');
}

/** One inline command and the first line of its answer; undefined when nothing answers within a second. */
export async function askRedis(socket: string, command: 'PING' | 'SHUTDOWN'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    const end = (answer: string | undefined) => {
      connection.destroy();
      resolve(answer);
    };
    connection.setTimeout(1_000, () => end(undefined));
    connection.on('error', () => end(undefined));
    connection.on('close', () => end(undefined));
    connection.on('connect', () => connection.write(`${command}\r\n`));
    connection.once('data', (bytes) => end(bytes.toString().split('\r\n')[0]));
  });
}
