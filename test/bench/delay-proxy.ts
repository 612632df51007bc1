import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { parseArgs } from 'node:util';

/**
 * A relay that is far away: passes bytes on `delay` milliseconds after they came, in both directions. A process of its
 * own, so that what it costs is nobody else's.
 */
function passOn(from: Socket, to: Socket, delay: number): void {
  from.on('data', (chunk: Buffer) => {
    setTimeout(() => to.write(chunk), delay);
  });
  from.on('end', () => {
    setTimeout(() => to.end(), delay);
  });
  from.on('error', () => to.destroy());
  from.on('close', () => {
    setTimeout(() => to.destroy(), 2 * delay);
  });
}

const { values } = parseArgs({ options: { to: { type: 'string' }, delay: { type: 'string', default: '20' } } });
const [host = '127.0.0.1', port = '25'] = (values.to ?? '').split(':');
const delay = Number(values.delay);
const server = createServer((near) => {
  const far = connect({ host, port: Number(port), noDelay: true });
  near.setNoDelay(true);
  passOn(near, far, delay);
  passOn(far, near, delay);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
process.once('SIGTERM', () => process.exit(0));
